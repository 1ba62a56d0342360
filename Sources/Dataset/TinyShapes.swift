/// Twelve 4×4 pictures: every row bar, every column bar, and a 2×2 block in each corner. Ink is 1,
/// ground is −1.
///
/// Small enough to see every number of, and with an inner order that is worth learning: bars must
/// be straight, blocks must be whole.
package enum TinyShapes {
  /// Rows, and columns, of a picture.
  package static let edge = 4

  /// The row bars from the top, the column bars from the left, then the blocks: top left, top right,
  /// bottom left, bottom right.
  package static let all: [Picture] = {
    let bars = (0..<edge).map { k in picture("row \(k)") { r, _ in r == k } }
    let columns = (0..<edge).map { k in picture("column \(k)") { _, q in q == k } }
    let corners = [
      ("top left", 0, 0), ("top right", 0, 2), ("bottom left", 2, 0), ("bottom right", 2, 2),
    ]
    let blocks = corners.map { name, top, left in
      picture("block \(name)") { r, q in
        (top..<top + 2).contains(r) && (left..<left + 2).contains(q)
      }
    }
    return bars + columns + blocks
  }()

  private static func picture(_ name: String, ink: (Int, Int) -> Bool) -> Picture {
    let pixels = (0..<edge * edge).map { ink($0 / edge, $0 % edge) ? 1.0 : -1.0 }
    return Picture(name: name, rows: edge, columns: edge, pixels: pixels)
  }
}
