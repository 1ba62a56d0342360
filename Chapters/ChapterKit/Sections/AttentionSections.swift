import ByHand
import Walkthrough

/// Attention between places, there and back: h counts heads, i the queries, j the keys.
extension Page {
  private func parts(_ attention: String) -> (heads: Int, places: Int, others: Int, size: Int) {
    let (w, d) = (grid("\(attention).weights").shape, grid("\(attention).heads").shape)
    let axis = w.count - 3
    return (w[axis], w[axis + 1], w[axis + 2], d[d.count - 1] / w[axis])
  }

  /// A head's features of a row: `q_{i,8h+c}`; further right where queries, keys and values share a grid.
  private func features(_ grid: String, _ row: String, _ size: Int, from start: Int = 0) -> String {
    let first = start == 0 ? "" : "\(start)+"
    return "\(TeX.name(names.grid(grid)))_{\(row),\\,\(first)\(size)h+c}"
  }

  /// scores = q·k, one in full and all of them.
  ///
  /// - Parameters:
  ///   - attention: What stands before `.scores` in the grid's name.
  ///   - q: The grid of the queries, the heads' features side by side.
  ///   - k: The grid of the keys; it may be the same one.
  ///   - keysFrom: The column at which the keys begin, where they share a grid with the queries.
  ///   - worked: Which score is worked in full: (head, query, key).
  package func attentionScores(
    _ attention: String, _ q: String, _ k: String, keysFrom: Int = 0, worked: [Int]
  ) {
    let size = parts(attention).size
    formula(
      #"\mathrm{scores}_{h,i,j} = "# + TeX.sum("c", size)
        + "\(features(q, "i", size))\\; \(features(k, "j", size, from: keysFrom))")
    entry(grid("\(attention).scores")[worked])
    table(grid("\(attention).scores"))
    everyEntry(of: grid("\(attention).scores"))
  }

  /// scaled = scores / √size, one in full and all of them.
  package func attentionScaling(_ attention: String, worked: [Int]) {
    let size = parts(attention).size
    formula(#"\mathrm{scaled}_{h,i,j} = \mathrm{scores}_{h,i,j} / \sqrt{\#(size)}"#)
    lines([grid("\(attention).scaled")[worked]])
    table(grid("\(attention).scaled"))
    everyEntry(of: grid("\(attention).scaled"))
  }

  /// The weighted averages of the values.
  package func attentionAverages(
    _ attention: String, _ v: String, valuesFrom: Int = 0, sees: String, worked: [Int]
  ) {
    let size = parts(attention).size
    formula(
      #"\mathrm{heads}_{i,\,\#(size)h+c} = \sum_{\#(sees)} w_{h,i,j}\; "#
        + features(v, "j", size, from: valuesFrom))
    entry(grid("\(attention).heads")[worked])
    heatMap(
      ["\(attention).weights", v, "\(attention).heads"].map(grid),
      worked: grid("\(attention).heads")[worked],
      alt: "Attention weights, values, and the averages as heat maps")
    table(grid("\(attention).heads"))
    everyEntry(of: grid("\(attention).heads"))
  }

  /// Back through the averages: to the weights and to the values.
  package func attentionAverageGradients(
    _ attention: String, _ v: String, valuesFrom: Int = 0, seenBy: String, worked weight: [Int],
    _ value: [Int]
  ) {
    let size = parts(attention).size
    let d = TeX.gradient(#"\,"# + features("\(attention).heads", "i", size))
    formula(
      TeX.gradient("w_{h,i,j}")
        + " = \(TeX.sum("c", size))\(d)\\; \(features(v, "j", size, from: valuesFrom))"
        + #" \qquad "# + TeX.gradient(features(v, "j", size, from: valuesFrom))
        + #" = \sum_{\#(seenBy)} "# + #"\#(d)\; w_{h,i,j}"#)
    gradientEntry(grid("\(attention).weights")[weight])
    gradientEntry(grid(v)[value])
    heatMap(
      [gradient("\(attention).weights"), gradient(v)],
      alt: "The gradients of the attention weights and of the values as heat maps")
  }

  /// Back through the scores: to the queries and to the keys.
  package func attentionScoreGradients(
    _ attention: String, _ q: String, _ k: String, keysFrom: Int = 0, worked query: [Int],
    _ key: [Int]
  ) {
    let size = parts(attention).size
    let d = TeX.gradient(#"\,\mathrm{scores}_{h,i,j}"#)
    formula(
      TeX.gradient(features(q, "i", size)) + #" = \sum_j "# + #"\#(d)\; "#
        + features(k, "j", size, from: keysFrom) + #" \qquad "#
        + TeX.gradient(features(k, "j", size, from: keysFrom))
        + #" = \sum_i "# + #"\#(d)\; "# + features(q, "i", size))
    gradientEntry(grid(q)[query])
    gradientEntry(grid(k)[key])
    let grids = q == k ? [q] : [q, k]
    heatMap(
      [gradient("\(attention).scores")] + grids.map(gradient),
      alt: "The gradients of the scores, the queries and the keys as heat maps")
    for grid in grids.map(grid) {
      table(gradient(grid.name))
      everyGradient(of: grid)
    }
  }
}
