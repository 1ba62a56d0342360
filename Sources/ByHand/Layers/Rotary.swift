extension Trace {
  // excerpt ByHand.rotary
  /// x (…, places, d) with each pair of a head's features turned by place · period^(−2i/size).
  ///
  /// - Parameters:
  ///   - name: What the turned rows are recorded as.
  ///   - x: Queries or keys, a row for each place, the heads' features side by side.
  ///   - size: A head's features.
  ///   - first: The place of the first row.
  ///   - length: How many places the table of angles has, which all passes share.
  package func rotary(_ name: String, _ x: Grid, size: Int, from first: Int = 0, length: Int)
    -> Grid
  {
    let rows = x.shape.count - 2
    let (sine, cosine) = turns(pairs: size / 2, places: length)
    return grid(name, x.shape) { at in
      let (place, j) = (first + at[rows], at[rows + 1])
      let (s, c) = (sine[place, j % size / 2], cosine[place, j % size / 2])
      let (a, b) = (x[at.dropLast() + [j - j % 2]], x[at.dropLast() + [j - j % 2 + 1]])
      return j % 2 == 0 ? apply(.turned, a, c, b, s) : dot([a, b], [s, c])
    }
  }

  private func turns(pairs: Int, places: Int) -> (sine: Grid, cosine: Grid) {
    if let sine = self["\(sharedPrefix)rope.sin"], let cosine = self["\(sharedPrefix)rope.cos"] {
      return (sine, cosine)
    }
    return pass(sharedPrefix) {
      let (period, half) = (constant("rope.period", 10_000), constant("rope.pairs", Double(pairs)))
      let pair = given(.constant, "rope.pair", [pairs], (0..<pairs).map(Double.init))
      let place = given(.constant, "rope.place", [places], (0..<places).map(Double.init))
      let speed = grid("rope.speed", pairs) { i in apply(.frequency, period, pair[i], half) }
      let angle = grid("rope.angle", places, pairs) { p, i in place[p] * speed[i] }
      return (each("rope.sin", angle, sin), each("rope.cos", angle, cos))
    }
  }
  // end excerpt
}
