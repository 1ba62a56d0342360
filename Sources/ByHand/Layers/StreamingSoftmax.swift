extension Trace {
  // excerpt ByHand.streamed
  /// The average of the values (keys, features), weighted by the softmax of scores (keys), from block to
  /// block: all that is carried on is the largest score, the sum and the total.
  package func streamed(_ name: String, _ scores: Grid, _ values: Grid, block size: Int) -> Grid {
    var carried: (largest: Scalar, sum: Scalar, total: Grid)?
    var average = values
    for (n, first) in stride(from: 0, to: scores.count, by: size).enumerated() {
      let keys = first..<min(first + size, scores.count)
      pass("\(name).block\(n).") {
        let next = block(keys.map { scores[$0] }, keys.map { values.row($0) }, after: carried)
        average = each("average", next.total) { $0 / next.sum }
        carried = next
      }
    }
    return average
  }

  private func block(
    _ scores: [Scalar], _ values: [[Scalar]],
    after old: (largest: Scalar, sum: Scalar, total: Grid)?
  ) -> (largest: Scalar, sum: Scalar, total: Grid) {
    let features = values[0].count
    let largest = scalar("largest") {
      .made(by: .largest, from: (old.map { [$0.largest] } ?? []) + scores)
    }
    let gap = grid("gap", scores.count) { j in scores[j] - largest }
    let power = each("power", gap) { apply(.exponential, $0) }
    let prefix = old == nil ? "" : "block_"
    let sum = scalar("\(prefix)sum") { .made(by: .sum, from: power.scalars) }
    let total = grid("\(prefix)total", features) { c in
      dot(power.scalars, values.map { $0[c] })
    }
    guard let old else { return (largest, sum, total) }
    let shift = scalar("shift") { old.largest - largest }
    let factor = scalar("factor") { apply(.exponential, shift) }
    return (
      largest, scalar("sum") { dot([old.sum], [factor], plus: sum) },
      grid("total", features) { c in dot([old.total[c]], [factor], plus: total[c]) }
    )
  }
  // end excerpt
}
