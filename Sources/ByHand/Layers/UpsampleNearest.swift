extension Grid {
  // excerpt ByHand.upsampledNearest
  /// Pictures (…, c, h, w) made `scale` times as large. A pixel's copies are the same number, under the
  /// same name; so its gradient is the sum over all that used any of them.
  package func upsampledNearest(_ scale: Int = 2) -> Grid {
    let (batch, channels, height, width) = pictures
    let shape = batch + [channels, height * scale, width * scale]
    let copies = (0..<shape.reduce(1, *)).map { offset -> Scalar in
      let at = Self.index(at: offset, in: shape)
      let (r, q) = (at[at.count - 2] / scale, at[at.count - 1] / scale)
      return self[at.dropLast(2) + [r, q]]
    }
    return Grid(name: name, shape: shape, scalars: copies)
  }
  // end excerpt

  /// The channels of pictures (…, c, h, w) in a range. Every number keeps its name.
  package func channels(_ range: Range<Int>) -> Grid {
    let (batch, _, height, width) = pictures
    let planes = (0..<batch.reduce(1, *)).flatMap { n in
      range.flatMap { c in row(Self.index(at: n, in: batch) + [c]) }
    }
    return Grid(name: name, shape: batch + [range.count, height, width], scalars: planes)
  }
}
