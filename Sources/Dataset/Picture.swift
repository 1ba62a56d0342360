/// A small grey picture: rows of numbers from −1 (black) to 1 (white).
public struct Picture: Equatable, Hashable, Sendable {
  public let name: String
  public let rows: Int
  public let columns: Int
  /// Row-major.
  public var pixels: [Double]

  public init(name: String, rows: Int, columns: Int, pixels: [Double]) {
    precondition(pixels.count == rows * columns)
    self.name = name
    self.rows = rows
    self.columns = columns
    self.pixels = pixels
  }
}
