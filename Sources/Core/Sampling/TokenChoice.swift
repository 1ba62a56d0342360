import Numerics

/// How the next token is chosen from logits: a temperature, then top-k, then top-p, then min-p. Each of
/// the last three leaves tokens out and divides what stays by its sum, so that it adds up to 1 again.
///
/// Top-k: Fan, Lewis, Dauphin, "Hierarchical Neural Story Generation", 2018. Top-p, the nucleus: Holtzman
/// et al., "The Curious Case of Neural Text Degeneration", 2019. Min-p: Nguyen et al., "Turning Up the
/// Heat: Min-p Sampling for Creative and Coherent LLM Outputs", 2024.
package struct TokenChoice: Sendable, Equatable {
  /// Logits are divided by it; 0 takes the likeliest token always (greedy).
  package var temperature: Double
  /// So many tokens stay at the most: the likeliest ones.
  package var topK: Int?
  /// As few of the likeliest tokens stay as have at least this probability together.
  package var topP: Double?
  /// A token stays if it has at least this share of the likeliest one's probability.
  package var minP: Double?

  /// Without the others, the model's own probabilities. The temperature is not negative.
  package init(
    temperature: Double = 1, topK: Int? = nil, topP: Double? = nil, minP: Double? = nil
  ) {
    require(temperature >= 0, "a temperature of \(temperature)")
    self.temperature = temperature
    self.topK = topK
    self.topP = topP
    self.minP = minP
  }

  /// Choices with names, from the surest to the boldest.
  package static let presets: [(name: String, choice: TokenChoice)] = [
    ("greedy", TokenChoice(temperature: 0)),
    ("precise", TokenChoice(temperature: 0.5, topP: 0.9)),
    ("balanced", TokenChoice(temperature: 0.8, topK: 40, topP: 0.95)),
    ("creative", TokenChoice(temperature: 1.2, minP: 0.05)),
  ]

  // excerpt TokenChoice.probabilities
  /// The probability of each token, 0 for those left out.
  ///
  /// A logit that is no number counts as −∞. If the largest is infinite, those that are equal to it share.
  package func probabilities(_ logits: [Double], _ recorder: Recorder<Double>? = nil) -> [Double] {
    let logits = logits.map { $0.isNaN ? -.infinity : $0 }
    if temperature == 0 { return Self.greedy(logits, recorder) }
    var p = softmax(logits, recorder)
    if let topK { p = Self.topK(p, topK, recorder) }
    if let topP { p = Self.topP(p, topP, recorder) }
    if let minP { p = Self.minP(p, minP, recorder) }
    return p
  }

  /// The likeliest token's probability is 1; where several are, the first one's.
  private static func greedy(_ logits: [Double], _ recorder: Recorder<Double>?) -> [Double] {
    let first = order(logits)[0]
    let p = logits.indices.map { $0 == first ? 1.0 : 0 }
    recorder?.record("largest", Tensor(scalar: logits[first]))
    recorder?.record("p", Tensor([p.count], p))
    return p
  }

  /// exp(logit / temperature) / Σ exp(logit / temperature)
  private func softmax(_ logits: [Double], _ recorder: Recorder<Double>?) -> [Double] {
    let scaled = Tensor([logits.count], logits.map { $0 / temperature })
    let largest = logits.reduce(-.infinity, Double.maximum)
    let p =
      (largest / temperature).isFinite
      ? scaled.softmaxOfRows(length: scaled.count).values : Self.shared(logits, largest)
    recorder?.record("temperature", Tensor(scalar: temperature))
    recorder?.record("scaled", scaled)
    recorder?.record("p", Tensor([p.count], p))
    return p
  }

  /// What softmax tends to where the largest number grows beyond all others.
  private static func shared(_ logits: [Double], _ largest: Double) -> [Double] {
    let count = logits.count { $0 == largest }
    return logits.map { $0 == largest ? 1 / Double(count) : 0 }
  }
  // end excerpt

  // excerpt TokenChoice.order
  /// The tokens from the likeliest on; of equal ones, the lower id first.
  private static func order(_ p: [Double]) -> [Int] {
    p.indices.sorted { p[$0] == p[$1] ? $0 < $1 : p[$0] > p[$1] }
  }
  // end excerpt

  // excerpt TokenChoice.topK
  /// The k likeliest stay.
  package static func topK(_ p: [Double], _ k: Int, _ recorder: Recorder<Double>? = nil) -> [Double]
  {
    let order = order(p)
    let sorted = order.map { p[$0] }
    let kept = min(max(k, 1), p.count)
    let sum = sorted[..<kept].reduce(0, +)
    return renormalized(p, order[..<kept], sum, sorted, "top_k", recorder)
  }
  // end excerpt

  // excerpt TokenChoice.topP
  /// The likeliest stay until their sum has reached the limit: one that hits it exactly is the last.
  package static func topP(_ p: [Double], _ limit: Double, _ recorder: Recorder<Double>? = nil)
    -> [Double]
  {
    let order = order(p)
    let sorted = order.map { p[$0] }
    var (cumulative, sum) = ([Double](), 0.0)
    for share in sorted {
      sum += share
      cumulative.append(sum)
    }
    let last = cumulative.firstIndex { $0 >= limit } ?? p.count - 1
    recorder?.record("top_p.cumulative", Tensor([p.count], cumulative))
    return renormalized(p, order[...last], cumulative[last], sorted, "top_p", recorder)
  }
  // end excerpt

  // excerpt TokenChoice.minP
  /// Those stay that have at least a share of the largest probability.
  package static func minP(_ p: [Double], _ share: Double, _ recorder: Recorder<Double>? = nil)
    -> [Double]
  {
    let order = order(p)
    let sorted = order.map { p[$0] }
    let threshold = share * sorted[0]
    let kept = max(1, sorted.prefix { $0 >= threshold }.count)
    let sum = sorted[..<kept].reduce(0, +)
    recorder?.record("min_p.share", Tensor(scalar: share))
    recorder?.record("min_p.threshold", Tensor(scalar: threshold))
    return renormalized(p, order[..<kept], sum, sorted, "min_p", recorder)
  }
  // end excerpt

  /// What stays, divided by its sum.
  private static func renormalized(
    _ p: [Double], _ kept: ArraySlice<Int>, _ sum: Double, _ sorted: [Double], _ name: String,
    _ recorder: Recorder<Double>?
  ) -> [Double] {
    var result = [Double](repeating: 0, count: p.count)
    for token in kept { result[token] = p[token] / sum }
    recorder?.record("\(name).sorted", Tensor([p.count], sorted))
    recorder?.record("\(name).sum", Tensor(scalar: sum))
    recorder?.record("\(name).p", Tensor([p.count], result))
    return result
  }

  // excerpt TokenChoice.pick
  /// The token that a draw falls on: the first whose cumulative sum is above u, in the order of ids.
  ///
  /// - Parameters:
  ///   - probabilities: One for each token, in the order of ids; they add up to 1.
  ///   - u: From 0 on and below 1. Where rounding has left the sum below u, the last token that has a
  ///     probability is taken.
  package static func pick(_ probabilities: [Double], at u: Double) -> Int {
    var sum = 0.0
    for (token, p) in probabilities.enumerated() {
      sum += p
      if u < sum { return token }
    }
    return probabilities.lastIndex { $0 > 0 } ?? 0
  }
  // end excerpt
}
