/// Choosing a token by hand. Names are those of the present pass: `p`, `top_k.p`, and so on.
extension Trace {
  // excerpt ByHand.probabilities
  /// The probability of each token: exp(logit / temperature), divided by the sum over all tokens.
  package func probabilities(_ logits: Grid, at temperature: Double) -> Grid {
    let temperature = constant("temperature", temperature)
    let scaled = each("scaled", logits) { $0 / temperature }
    return each("p", scaled) { softmax($0, among: scaled.scalars) }
  }

  /// 1 for the likeliest token, 0 for the others: what probabilities tend to as the temperature falls to 0.
  package func greedy(_ logits: Grid) -> Grid {
    let largest = scalar("largest") { .made(by: .largest, from: logits.scalars) }
    let first = logits.values.firstIndex(of: largest.value)
    return grid("p", logits.count) { i in
      let isTied = i != first && logits[i].value == largest.value
      return isTied ? masked() : apply(.countReached, logits[i], largest)
    }
  }
  // end excerpt

  // excerpt ByHand.topK
  /// The k likeliest tokens stay.
  package func topK(_ p: Grid, _ k: Int) -> Grid {
    let (order, sorted) = sorted("top_k", p)
    return stay("top_k", p, order[..<k], sum: total("top_k", sorted.scalars[..<k]))
  }
  // end excerpt

  // excerpt ByHand.topP
  /// From the likeliest on, tokens stay until their sum reaches the limit.
  package func topP(_ p: Grid, _ limit: Double) -> Grid {
    let (order, sorted) = sorted("top_p", p)
    let cumulative = cumulative("top_p.cumulative", sorted)
    let count = 1 + (cumulative.values.firstIndex { $0 >= limit } ?? p.count - 1)
    return stay("top_p", p, order[..<count], sum: total("top_p", sorted.scalars[..<count]))
  }
  // end excerpt

  // excerpt ByHand.minP
  /// Tokens stay that are not below a share of the likeliest one's probability.
  package func minP(_ p: Grid, _ share: Double) -> Grid {
    let (order, sorted) = sorted("min_p", p)
    let share = constant("min_p.share", share)
    let threshold = scalar("min_p.threshold") { share * sorted[0] }
    let count = sorted.values.prefix { $0 >= threshold.value }.count
    return stay("min_p", p, order[..<count], sum: total("min_p", sorted.scalars[..<count]))
  }
  // end excerpt

  // excerpt ByHand.stay
  /// The probabilities from the largest to the smallest, and whose they are; of equal ones, the first
  /// comes first.
  private func sorted(_ name: String, _ p: Grid) -> (order: [Int], sorted: Grid) {
    var order: [Int] = []
    for token in 0..<p.count {
      let place = order.firstIndex { p[$0].value < p[token].value } ?? order.count
      order.insert(token, at: place)
    }
    return (order, grid("\(name).sorted", p.count) { r in apply(.sum, p[order[r]]) })
  }

  private func total(_ name: String, _ kept: ArraySlice<Scalar>) -> Scalar {
    scalar("\(name).sum") { .made(by: .sum, from: Array(kept)) }
  }

  /// What stays is divided by its sum; what does not stay is 0.
  private func stay(_ name: String, _ p: Grid, _ kept: ArraySlice<Int>, sum: Scalar) -> Grid {
    grid("\(name).p", p.count) { i in kept.contains(i) ? p[i] / sum : masked() }
  }
  // end excerpt

  // excerpt ByHand.pick
  /// Entry i is the sum of all entries up to i.
  private func cumulative(_ name: String, _ p: Grid) -> Grid {
    grid(name, p.count) { i in .made(by: .sum, from: Array(p.scalars[...i])) }
  }

  /// The token that each draw falls on: as many cumulative sums are not above the draw as tokens come
  /// before it.
  package func pick(_ p: Grid, at draws: Grid) -> Grid {
    let cumulative = cumulative("cumulative", p)
    return each("token", draws) { .made(by: .countReached, from: [$0] + cumulative.scalars) }
  }
  // end excerpt
}
