/// Small pictures in rows, each with a caption.
package enum FilmStrip {
  /// One picture, and the words below it.
  package struct Frame {
    let caption: String
    let pixels: Pixels

    /// - Parameters:
    ///   - caption: The words below it.
    ///   - columns: Pixels in a row.
    ///   - channels: 1 for grey, 3 for red, green and blue.
    ///   - pixels: From −1 to 1, channel after channel, row by row; the rows follow from their count.
    package init(_ caption: String, columns: Int, channels: Int = 1, _ pixels: [Double]) {
      self.caption = caption
      self.pixels = Pixels(pixels, columns: columns, channels: channels)
    }
  }

  /// - Parameters:
  ///   - rows: Each row's label and frames.
  ///   - pixel: How large a pixel is drawn, in the picture's units.
  package static func svg(_ rows: [(label: String, frames: [Frame])], pixel: Int = 16) -> String {
    var lines: [String] = []
    var (y, width) = (8, 0)
    let margin = 10 + 7 * (rows.map(\.label.count).max() ?? 0)
    for row in rows {
      var (x, height) = (margin, 0)
      for frame in row.frames {
        let (tall, wide) = (frame.pixels.rows * pixel, frame.pixels.columns * pixel)
        lines += cells(of: frame.pixels, x, y, pixel)
        lines.append(
          SVG.text(frame.caption, x: x + wide / 2, y: y + tall + 13, size: 11))
        x += wide + 12
        height = max(height, tall + 26)
      }
      if !row.label.isEmpty {
        lines.append(SVG.text(row.label, x: 4, y: y + height / 2, size: 12, "start"))
      }
      y += height
      width = max(width, x)
    }
    return SVG.document(width: width, height: y, lines)
  }

  /// A path for each colour, around all of its pixels: a fraction of what a rectangle for each would take.
  private static func cells(of pixels: Pixels, _ x: Int, _ y: Int, _ pixel: Int) -> [String] {
    var (colours, paths): ([String], [String: String]) = ([], [:])
    for r in 0..<pixels.rows {
      for q in 0..<pixels.columns {
        let colour = pixels.colour(r, q).map { HeatMap.hexadecimal(Double($0)) }.joined()
        if paths[colour] == nil { colours.append(colour) }
        paths[colour, default: ""] +=
          "M\(x + q * pixel) \(y + r * pixel)h\(pixel)v\(pixel)h-\(pixel)z"
      }
    }
    return ["<g stroke=\"#8888\" stroke-width=\".5\">"]
      + colours.map { "<path fill=\"#\($0)\" d=\"\(paths[$0] ?? "")\"/>" } + ["</g>"]
  }
}
