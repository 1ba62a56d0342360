import Numerics

/// A small picture: numbers from −1 (black) to 1 (white), in one channel of grey or three of red,
/// green and blue.
package struct Picture: Equatable, Hashable, Sendable {
  /// What it shows, in words: `row 2`.
  package let name: String
  /// 1 for grey, 3 for red, green and blue.
  package let channels: Int
  /// The height in pixels.
  package let rows: Int
  /// The width in pixels.
  package let columns: Int
  /// Channel after channel, each row-major.
  package var pixels: [Double]

  /// The pixels must be channels × rows × columns many.
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
