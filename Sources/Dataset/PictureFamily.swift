import Numerics

/// Pictures of one shape that have a few colours in common. Of a pixel only its colour's number is kept, so that
/// thousands of pictures take a sixth of the memory; not a bit is lost.
package struct PictureFamily: RandomAccessCollection, Sendable {
  private var names: [String] = []
  private var (channels, rows, columns) = (0, 0, 0)
  /// For each channel, how much of it a colour has.
  private var values: [[Double]] = []
  /// Picture after picture, each row-major.
  private var colours: [Int32] = []
  private var pixelCount: Int { rows * columns }

  /// - Parameter pictures: Read once; all of one shape.
  package init(_ pictures: some Sequence<Picture>) {
    var numbers: [SIMD3<UInt64>: Int32] = [:]
    for picture in pictures {
      if names.isEmpty {
        (channels, rows, columns) = (picture.channels, picture.rows, picture.columns)
        values = Array(repeating: [], count: channels)
      }
      require(
        (picture.channels, picture.rows, picture.columns) == (channels, rows, columns),
        "\(picture.name) has another shape than the rest of its family")
      names.append(picture.name)
      add(picture.pixels, &numbers)
    }
  }

  /// - Parameter numbers: Of the colours so far, by their bits: no picture has more than three channels.
  private mutating func add(_ pixels: [Double], _ numbers: inout [SIMD3<UInt64>: Int32]) {
    var last: (bits: SIMD3<UInt64>, number: Int32)?
    for pixel in 0..<pixelCount {
      var bits = SIMD3<UInt64>()
      for channel in 0..<channels {
        bits[channel] = pixels[channel * pixelCount + pixel].bitPattern
      }
      // Neighbours mostly have the same colour.
      if let last, last.bits == bits {
        colours.append(last.number)
        continue
      }
      let number = numbers[bits] ?? Int32(numbers.count)
      if numbers.updateValue(number, forKey: bits) == nil {
        for channel in 0..<channels { values[channel].append(Double(bitPattern: bits[channel])) }
      }
      colours.append(number)
      last = (bits, number)
    }
  }

  package var startIndex: Int { 0 }
  package var endIndex: Int { names.count }

  package subscript(n: Int) -> Picture {
    let own = colours[n * pixelCount..<(n + 1) * pixelCount]
    return Picture(
      name: names[n], channels: channels, rows: rows, columns: columns,
      pixels: values.flatMap { values in own.map { values[Int($0)] } })
  }

  /// Σ (p − q)² over a member's pixels p and those of a drawing, channel after channel: exact where it is at
  /// most `limit`, otherwise some number above it, since the sum only grows.
  func squaredDistance(of n: Int, to drawing: [Double], upTo limit: Double) -> Double {
    var sum = 0.0
    for (channel, values) in values.enumerated() {
      for start in stride(from: 0, to: pixelCount, by: 64) {
        for pixel in start..<Swift.min(start + 64, pixelCount) {
          let own = values[Int(colours[n * pixelCount + pixel])]
          let gap = own - drawing[channel * pixelCount + pixel]
          sum += gap * gap
        }
        if sum > limit { return sum }
      }
    }
    return sum
  }
}
