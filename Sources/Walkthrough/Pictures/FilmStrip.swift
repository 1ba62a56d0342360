/// Small grey pictures in rows, each with a caption: pixels from −1 (black) to 1 (white).
public enum FilmStrip {
  public struct Frame {
    let caption: String
    let columns: Int
    let pixels: [Double]

    public init(_ caption: String, columns: Int, _ pixels: [Double]) {
      self.caption = caption
      self.columns = columns
      self.pixels = pixels
    }
  }

  /// - Parameter rows: Each row's label and frames.
  public static func svg(_ rows: [(label: String, frames: [Frame])], pixel: Int = 16) -> String {
    var lines: [String] = []
    var (y, width) = (8, 0)
    let margin = 10 + 7 * (rows.map(\.label.count).max() ?? 0)
    for row in rows {
      var (x, height) = (margin, 0)
      for frame in row.frames {
        let tall = frame.pixels.count / frame.columns * pixel
        for (i, value) in frame.pixels.enumerated() {
          let grey = HeatMap.hexadecimal((min(1, max(-1, value)) + 1) * 127.5)
          lines.append(
            SVG.cell(
              x + i % frame.columns * pixel, y + i / frame.columns * pixel, pixel,
              fill: "#\(grey)\(grey)\(grey)"))
        }
        lines.append(
          SVG.text(frame.caption, x: x + frame.columns * pixel / 2, y: y + tall + 13, size: 11))
        x += frame.columns * pixel + 12
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
}
