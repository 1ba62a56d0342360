import Numerics

/// A picture to be drawn: numbers from −1 (black) to 1 (white), channel after channel, row by row;
/// one channel is grey, three are red, green and blue.
package struct Pixels: Sendable {
  let channels: Int
  /// The height in pixels.
  package let rows: Int
  /// The width in pixels.
  package let columns: Int
  private let values: [Double]

  /// - Parameters:
  ///   - values: Channel after channel, row by row; the rows follow from their count. What lies
  ///     outside −1 to 1 is drawn as the nearer of the two.
  ///   - columns: Pixels in a row.
  ///   - channels: 1 or 3.
  package init(_ values: [Double], columns: Int, channels: Int = 1) {
    require(
      values.count % (columns * channels) == 0 && (channels == 1 || channels == 3),
      "\(values.count) pixels in \(channels) channels of \(columns) columns")
    self.values = values
    self.columns = columns
    self.channels = channels
    rows = values.count / columns / channels
  }

  // excerpt Pixels.colour
  /// Red, green and blue of a pixel, from 0 to 255.
  package func colour(_ row: Int, _ column: Int) -> [UInt8] {
    (0..<3).map { channel in
      let plane = channels == 3 ? channel : 0
      let value = values[(plane * rows + row) * columns + column]
      return UInt8(((min(1, max(-1, value)) + 1) * 127.5).rounded())
    }
  }
  // end excerpt
}
