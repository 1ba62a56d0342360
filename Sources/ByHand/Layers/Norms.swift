extension Trace {
  // excerpt ByHand.normalized
  /// Numbers brought to mean 0 and variance 1 together with the others of their row. `rows` is the
  /// shape of what there is one of for each row, and `row` finds an entry's row.
  private func normalized(_ name: String, _ x: Grid, _ rows: [Int], _ row: ([Int]) -> [Int]) -> Grid
  {
    let members = Dictionary(grouping: x.scalars.indices) { row(x.index(at: $0)) }
    func all(_ row: [Int], of grid: Grid) -> [Scalar] {
      (members[row] ?? []).map { grid.scalars[$0] }
    }
    let epsilon = sharedConstant("norm.epsilon", 1e-5)  // keeps the root above 0
    let mean = grid("\(name).mean", rows) { i in ByHand.mean(all(i, of: x)) }
    let centered = grid("\(name).centered", x.shape) { i in x[i] - mean[row(i)] }
    let variance = grid("\(name).variance", rows) { i in meanSquare(all(i, of: centered)) }
    let std = grid("\(name).std", rows) { i in root(ofSum: variance[i], epsilon) }
    return grid("\(name).normalized", x.shape) { i in centered[i] / std[row(i)] }
  }
  // end excerpt

  // excerpt ByHand.groupNorm
  /// x (…, c, h, w): each group of channels normalized together, then scaled and shifted channel by
  /// channel.
  package func groupNorm(_ name: String, _ x: Grid, groups: Int) -> Grid {
    let (weight, bias) = (parameter("\(name).weight"), parameter("\(name).bias"))
    let (batch, channels, _, _) = x.pictures
    let (k, size) = (batch.count, channels / groups)
    let normalized = normalized(name, x, batch + [groups]) { i in i[..<k] + [i[k] / size] }
    return grid(name, x.shape) { i in
      dot([normalized[i]], [weight[i[k]]], plus: bias[i[k]])
    }
  }
  // end excerpt

  // excerpt ByHand.layerNorm
  /// x (…, features): each row normalized by itself, then scaled and shifted feature by feature.
  package func layerNorm(_ name: String, _ x: Grid) -> Grid {
    let (weight, bias) = (parameter("\(name).weight"), parameter("\(name).bias"))
    let normalized = normalizedRows(name, x)
    return grid(name, x.shape) { i in
      let j = i[i.count - 1]
      return dot([normalized[i]], [weight[j]], plus: bias[j])
    }
  }

  /// Layer norm without a scale and a shift.
  package func normalizedRows(_ name: String, _ x: Grid) -> Grid {
    normalized(name, x, x.shape.dropLast()) { $0.dropLast() }
  }
  // end excerpt

  // excerpt ByHand.adaptiveLayerNorm
  /// x (…, places, features), condition (…, d): [scale, shift] = proj(condition), and each row becomes
  /// normalized·(1 + scale) + shift.
  package func adaptiveLayerNorm(_ name: String, _ x: Grid, _ condition: Grid) -> Grid {
    let d = x.shape[x.shape.count - 1]
    let one = sharedConstant("one", 1)
    let normalized = normalizedRows(name, x)
    let projected = linear("\(name).proj", condition)
    let scale = projected.columns(0..<d)
    let shift = projected.columns(d..<2 * d)
    let gain = each("\(name).gain", scale) { one + $0 }
    return grid(name, x.shape) { i in
      let j = i.dropLast(2) + [i[i.count - 1]]
      return dot([normalized[i]], [gain[Array(j)]], plus: shift[Array(j)])
    }
  }
  // end excerpt
}
