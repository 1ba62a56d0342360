/// A picture in a terminal: each character shows two pixels, one above the other, in 24-bit colour.
package enum HalfBlocks {
  /// - Parameters:
  ///   - rows: Rows of pixels, each red, green and blue from 0 to 255; a last odd row stands alone.
  ///   - indent: Spaces before each line.
  package static func text(_ rows: [[(UInt8, UInt8, UInt8)]], indent: Int = 2) -> String {
    let margin = String(repeating: " ", count: indent)
    return stride(from: 0, to: rows.count, by: 2).map { r in
      margin
        + rows[r].indices.map { q in
          let (upper, lower) = (rows[r][q], r + 1 < rows.count ? rows[r + 1][q] : nil)
          return colour(38, upper) + (lower.map { colour(48, $0) } ?? "") + "▀"
        }.joined() + "\u{1b}[0m\n"
    }.joined()
  }

  private static func colour(_ layer: Int, _ c: (UInt8, UInt8, UInt8)) -> String {
    "\u{1b}[\(layer);2;\(c.0);\(c.1);\(c.2)m"
  }
}
