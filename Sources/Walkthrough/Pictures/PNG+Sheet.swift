import Formats

extension PNG {
  /// Pictures of one size on a grey ground, `perRow` beside each other, each pixel enlarged to a square with
  /// hard edges.
  package static func sheet(_ pictures: [Pixels], perRow: Int, scale: Int, gap: Int = 4) -> [UInt8]
  {
    let sheet = Sheet(pictures, perRow: perRow, scale: scale, gap: gap)
    return encode(sheet.bytes, width: sheet.width, height: sheet.height, samples: sheet.samples)
  }

  /// Sheets of equal size one after the other, each shown for `pause` milliseconds, the last for `end`.
  package static func film(
    _ frames: [[Pixels]], perRow: Int, scale: Int, gap: Int = 4, pause: Int, end: Int
  ) -> [UInt8] {
    let sheets = frames.map { Sheet($0, perRow: perRow, scale: scale, gap: gap) }
    guard let first = sheets.first else { return encode([128], width: 1, height: 1) }
    return animation(
      sheets.enumerated().map { ($1.bytes, $0 == sheets.count - 1 ? end : pause) },
      width: first.width, height: first.height, samples: first.samples)
  }

  /// The bytes of pictures beside each other.
  private struct Sheet {
    var bytes: [UInt8] = [128]
    var (width, height, samples) = (1, 1, 1)

    init(_ pictures: [Pixels], perRow: Int, scale: Int, gap: Int) {
      guard let first = pictures.first else { return }
      samples = first.channels
      let (w, h) = (first.columns * scale + gap, first.rows * scale + gap)
      let down = (pictures.count + perRow - 1) / perRow
      (width, height) = (perRow * w + gap, down * h + gap)
      bytes = [UInt8](repeating: 128, count: width * height * samples)
      for (n, picture) in pictures.enumerated() {
        let (left, top) = (n % perRow * w + gap, n / perRow * h + gap)
        for y in 0..<picture.rows * scale {
          for x in 0..<picture.columns * scale {
            let colour = picture.colour(y / scale, x / scale)
            let place = ((top + y) * width + left + x) * samples
            for s in 0..<samples { bytes[place + s] = colour[s] }
          }
        }
      }
    }
  }
}
