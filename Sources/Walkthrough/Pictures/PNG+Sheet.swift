import Formats

extension PNG {
  /// Pictures of one size on a grey ground, `perRow` beside each other, each pixel enlarged to a square with
  /// hard edges.
  package static func sheet(_ pictures: [Pixels], perRow: Int, scale: Int, gap: Int = 4) -> [UInt8]
  {
    guard let first = pictures.first else { return encode([128], width: 1, height: 1) }
    let samples = first.channels
    let (w, h) = (first.columns * scale + gap, first.rows * scale + gap)
    let down = (pictures.count + perRow - 1) / perRow
    let (width, height) = (perRow * w + gap, down * h + gap)
    var bytes = [UInt8](repeating: 128, count: width * height * samples)
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
    return encode(bytes, width: width, height: height, samples: samples)
  }
}
