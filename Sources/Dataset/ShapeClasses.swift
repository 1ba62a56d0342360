/// Sixteen 4×4 pictures in four classes: bars along a row, bars along a column, blocks in a corner, and
/// diagonals (two of them wrapped around the edge). Ink is 1, ground is −1.
package enum ShapeClasses {
  /// What the classes 0 to 3 are called.
  package static let names = ["row", "column", "block", "diagonal"]

  /// Four pictures a class, class after class.
  package static let all: [Picture] = TinyShapes.all + diagonals

  /// The class of picture number i.
  package static func label(of i: Int) -> Int { i / 4 }

  /// The class of a picture of the family.
  package static func label(of picture: Picture) -> Int {
    (all.firstIndex { $0.name == picture.name } ?? 0) / 4
  }

  private static let diagonals = [
    diagonal("falling") { row in row }, diagonal("rising") { row in 3 - row },
    diagonal("falling, wrapped") { row in (row + 2) % 4 },
    diagonal("rising, wrapped") { row in (5 - row) % 4 },
  ]

  /// - Parameter column: Where each row has its ink.
  private static func diagonal(_ name: String, column: (Int) -> Int) -> Picture {
    let pixels = (0..<16).map { place -> Double in place % 4 == column(place / 4) ? 1 : -1 }
    return Picture(name: "diagonal \(name)", rows: 4, columns: 4, pixels: pixels)
  }
}
