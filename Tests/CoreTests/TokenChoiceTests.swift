import Core
import Numerics
import Testing

@Suite struct TokenChoiceTests {
  let random = NamedRandom(seed: 23)

  func logits(_ trial: Int, _ count: Int) -> [Double] {
    let draws = random["logits \(trial)"]
    return (0..<count).map { 3 * draws.normal($0) }
  }

  // MARK: Hand-made cases

  @Test func `the temperature divides logits`() {
    let doubled = [Double.log(1), Double.log(4), Double.log(16)]
    let plain = TokenChoice().probabilities(doubled)
    #expect(zip(plain, [1.0 / 21, 4.0 / 21, 16.0 / 21]).allSatisfy { ($0 - $1).magnitude < 1e-15 })
    // Twice the temperature takes the root of each: 1, 2, 4.
    let flat = TokenChoice(temperature: 2).probabilities(doubled)
    #expect(zip(flat, [1.0 / 7, 2.0 / 7, 4.0 / 7]).allSatisfy { ($0 - $1).magnitude < 1e-15 })
  }

  @Test func `a sum that hits the limit exactly lets no further token in`() {
    let p = [0.125, 0.5, 0.125, 0.25]
    #expect(TokenChoice.topP(p, 0.75) == [0, 0.5 / 0.75, 0, 0.25 / 0.75])
    #expect(TokenChoice.topP(p, 0.5) == [0, 1, 0, 0])
    // A hair more, and one more is needed: of two equal ones, the first.
    #expect(TokenChoice.topP(p, 0.75.nextUp) == [0.125 / 0.875, 0.5 / 0.875, 0, 0.25 / 0.875])
    #expect(TokenChoice.topP(p, 1) == p)
    // From logits: four equal ones are a quarter each.
    #expect(TokenChoice(topP: 0.5).probabilities([2, 2, 2, 2]) == [0.5, 0.5, 0, 0])
  }

  @Test func `the k likeliest stay, the lower id first`() {
    let p = [0.125, 0.5, 0.125, 0.25]
    #expect(TokenChoice.topK(p, 1) == [0, 1, 0, 0])
    #expect(TokenChoice.topK(p, 3) == [0.125 / 0.875, 0.5 / 0.875, 0, 0.25 / 0.875])
    #expect(TokenChoice.topK(p, 4) == p && TokenChoice.topK(p, 40) == p)
    #expect(TokenChoice(temperature: 0).probabilities([1, 3, 2, 3]) == [0, 1, 0, 0])
  }

  @Test func `a token stays with just the share of the likeliest that is asked for`() {
    let p = [0.125, 0.5, 0.125, 0.25]
    #expect(TokenChoice.minP(p, 0.5) == [0, 0.5 / 0.75, 0, 0.25 / 0.75])
    #expect(TokenChoice.minP(p, 0.25) == p)
    #expect(TokenChoice.minP(p, 0.25.nextUp) == [0, 0.5 / 0.75, 0, 0.25 / 0.75])
    #expect(TokenChoice.minP(p, 1) == [0, 1, 0, 0])
    #expect(TokenChoice.minP(p, 7) == [0, 1, 0, 0])
  }

  @Test func `top-k comes before top-p, and top-p before min-p`() {
    // 8, 4, 2, 1, 1 sixteenths. Three stay: 8, 4, 2 of 14. 0.8 needs two of them: 8, 4 of 12.
    let shares = [8.0, 4, 2, 1, 1]
    let logits = shares.map { Double.log($0) }
    func counts(_ choice: TokenChoice) -> Int { choice.probabilities(logits).count { $0 > 0 } }
    #expect(counts(TokenChoice(topK: 3)) == 3)
    #expect(counts(TokenChoice(topP: 0.8)) == 3)
    #expect(counts(TokenChoice(topK: 3, topP: 0.8)) == 2)
    #expect(counts(TokenChoice(topK: 3, topP: 0.8, minP: 0.6)) == 1)
    let two = TokenChoice(topK: 3, topP: 0.8, minP: 0.4).probabilities(logits)
    #expect((two[0] - 2.0 / 3).magnitude < 1e-15 && (two[1] - 1.0 / 3).magnitude < 1e-15)
  }

  // MARK: Odd cases

  @Test func `one token is always chosen`() {
    for choice in TokenChoice.presets.map(\.choice)
      + [TokenChoice(topK: 0), TokenChoice(topP: 0), TokenChoice(minP: 2), TokenChoice()]
    { #expect(choice.probabilities([-3.5]) == [1]) }
  }

  @Test func `infinite logits and those that are no number`() {
    let inf = Double.infinity
    #expect(TokenChoice().probabilities([1, -inf, 1]) == [0.5, 0, 0.5])
    #expect(TokenChoice().probabilities([1, .nan, 1]) == [0.5, 0, 0.5])
    #expect(TokenChoice().probabilities([inf, 1, inf]) == [0.5, 0, 0.5])
    #expect(TokenChoice().probabilities([-inf, -inf]) == [0.5, 0.5])
    #expect(TokenChoice(temperature: 0).probabilities([-inf, .nan, inf, 1]) == [0, 0, 1, 0])
    #expect(TokenChoice(temperature: 0).probabilities([.nan, -inf]) == [1, 0])
    // So cold that logits overflow, and so hot that they vanish.
    let extreme = Double.leastNonzeroMagnitude
    #expect(TokenChoice(temperature: extreme).probabilities([1, 3, 2]) == [0, 1, 0])
    #expect(TokenChoice(temperature: extreme).probabilities([-3, -1, -2]) == [0, 1, 0])
    #expect(TokenChoice(temperature: inf).probabilities([1, 3]) == [0.5, 0.5])
  }

  // MARK: What always holds

  static let choices =
    [0.3, 1, 2.5].flatMap { t in
      [nil, 1, 4, 100].flatMap { k in
        [nil, 0.3, 0.9].flatMap { p in
          [nil, 0.1].map { TokenChoice(temperature: t, topK: k, topP: p, minP: $0) }
        }
      }
    } + [TokenChoice(temperature: 0)]

  @Test func `probabilities add up to 1, and the likeliest token stays`() {
    for (trial, choice) in Self.choices.enumerated() {
      let x = logits(trial, 1 + trial % 13)
      let p = choice.probabilities(x)
      let all = TokenChoice(temperature: choice.temperature).probabilities(x)
      #expect((p.reduce(0, +) - 1).magnitude < 1e-14 && p.allSatisfy { $0 >= 0 })
      let kept = p.indices.filter { p[$0] > 0 }
      let left = p.indices.filter { p[$0] == 0 }
      // Whoever stays is at least as likely as whoever is left out, and gains.
      #expect(kept.allSatisfy { i in left.allSatisfy { x[i] >= x[$0] } })
      #expect(kept.allSatisfy { p[$0] >= all[$0] * (1 - 1e-14) })
      #expect(kept.count <= max(1, choice.topK ?? p.count))
    }
  }

  @Test(arguments: 0..<40) func `top-p keeps the fewest tokens that reach the limit`(trial: Int) {
    let p = TokenChoice().probabilities(logits(trial, 2 + trial % 11))
    let limit = random["limit"].uniform(trial)
    let kept = TokenChoice.topP(p, limit)
    let stayed = p.indices.filter { kept[$0] > 0 }.map { p[$0] }
    let sum = stayed.reduce(0, +)
    #expect(sum >= limit - 1e-15 && sum - (stayed.min() ?? 0) < limit)
    let share = random["share"].uniform(trial)
    let shared = TokenChoice.minP(p, share)
    for i in p.indices { #expect((shared[i] > 0) == (p[i] >= share * (p.max() ?? 0))) }
  }

  // MARK: Picking

  @Test func `a draw falls on the first token whose cumulative sum is above it`() {
    let p = [0, 0.25, 0, 0.5, 0.25, 0]
    let draws = [0, 0.25.nextDown, 0.25, 0.75.nextDown, 0.75, 1.0.nextDown]
    #expect(draws.map { TokenChoice.pick(p, at: $0) } == [1, 1, 3, 3, 4, 4])
    // Rounding may leave the sum below a draw.
    #expect(TokenChoice.pick([0.25, 0.5, 0], at: 0.9) == 1)
  }

  @Test func `evenly spread draws fall on each token as often as its probability says`() {
    let p = TokenChoice(topK: 5).probabilities(logits(1, 9))
    var counts = [Int](repeating: 0, count: 9)
    for n in 0..<10_000 { counts[TokenChoice.pick(p, at: (Double(n) + 0.5) / 10_000)] += 1 }
    for (count, p) in zip(counts, p) { #expect((Double(count) - 10_000 * p).magnitude <= 1) }
  }

  @Test func `presets have names of their own and differ`() {
    let presets = TokenChoice.presets
    #expect(presets.map(\.name) == ["greedy", "precise", "balanced", "creative"])
    #expect(presets[0].choice.temperature == 0)
    // From one to the next, the likeliest token loses.
    let flat = logits(2, 60).map { $0 / 3 }
    let top = presets.map { $0.choice.probabilities(flat).max() ?? 0 }
    #expect(zip(top, top.dropFirst()).allSatisfy { $0 > $1 })
  }
}
