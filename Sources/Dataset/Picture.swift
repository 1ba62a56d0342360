import Numerics

/// A small picture: numbers from −1 (black) to 1 (white), in one channel of grey or three of red,
/// green and blue.
package struct Picture: Equatable, Hashable, Sendable {
  package let name: String
  package let channels: Int
  package let rows: Int
  package let columns: Int
  /// Channel after channel, each row-major.
  package var pixels: [Double]

  package init(name: String, channels: Int = 1, rows: Int, columns: Int, pixels: [Double]) {
    require(
      pixels.count == channels * rows * columns,
      "\(pixels.count) pixels for \(name) of \(channels)×\(rows)×\(columns)")
    self.name = name
    self.channels = channels
    self.rows = rows
    self.columns = columns
    self.pixels = pixels
  }
}
