extension Trace {
  // excerpt ByHand.positions2D
  /// The fixed codes of a square grid's patches: (grid², features), half a code of the row and half of
  /// the column. Each half is [sin(p·ω₀), …, cos(p·ω₀), …] of its place p. All passes share them.
  package func positions2D(features: Int, grid count: Int) -> Grid {
    let quarter = features / 4
    let code = self["positions.code"] ?? pass("") { positionCodes(quarter, count) }
    return Grid(
      name: code.name, shape: [count * count, features],
      scalars: (0..<count * count).flatMap { code.row($0 / count) + code.row($0 % count) })
  }

  private func positionCodes(_ quarter: Int, _ count: Int) -> Grid {
    let (period, last) = (
      constant("positions.period", 10_000), constant("positions.last", Double(quarter - 1))
    )
    let step = given(.constant, "positions.step", [quarter], (0..<quarter).map(Double.init))
    let place = given(.constant, "positions.place", [count], (0..<count).map(Double.init))
    let frequency = grid("positions.frequency", quarter) { i in
      apply(.frequency, period, step[i], last)
    }
    let angle = grid("positions.angle", count, quarter) { p, i in place[p] * frequency[i] }
    return grid("positions.code", count, 2 * quarter) { p, i in
      i < quarter ? sin(angle[p, i]) : cos(angle[p, i - quarter])
    }
  }
  // end excerpt

  // excerpt ByHand.tokens
  /// A row for each patch: its embedding (…, features, grid, grid) read along the features, plus its
  /// position's code where there is one → (…, grid², features).
  package func tokens(_ embedded: Grid, positions: Grid?) -> Grid {
    let (batch, features, rows, columns) = embedded.pictures
    let shape = batch + [rows * columns, features]
    func place(_ at: [Int]) -> [Int] {
      let (p, i) = (at[at.count - 2], at[at.count - 1])
      return at.dropLast(2) + [i, p / columns, p % columns]
    }
    guard let positions else {
      let scalars = (0..<shape.reduce(1, *)).map { embedded[place(Grid.index(at: $0, in: shape))] }
      return Grid(name: embedded.name, shape: shape, scalars: scalars)
    }
    return grid("tokens", shape) { at in embedded[place(at)] + positions[Array(at.suffix(2))] }
  }
  // end excerpt
}

extension Grid {
  // excerpt ByHand.unpatchified
  /// Rows of patches (…, patches, edge·edge·channels) as pictures (…, channels, size, size). Every number
  /// keeps its name.
  package func unpatchified(channels: Int, size: Int, patch edge: Int) -> Grid {
    let pictures = Array(shape.dropLast(2)) + [channels, size, size]
    let scalars = (0..<pictures.reduce(1, *)).map { offset -> Scalar in
      let at = Self.index(at: offset, in: pictures)
      let (c, y, x) = (at[at.count - 3], at[at.count - 2], at[at.count - 1])
      let place = (y % edge * edge + x % edge) * channels + c
      return self[Array(at.dropLast(3)) + [y / edge * (size / edge) + x / edge, place]]
    }
    return Grid(name: name, shape: pictures, scalars: scalars)
  }
  // end excerpt
}
