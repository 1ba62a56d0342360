import ByHand
import Core
import Numerics
import Testing

/// Choosing tokens and streaming a softmax, by hand and in the core: equal to the last bit under every
/// name.
@Suite struct TokenChoiceByHandTests {
  let random = NamedRandom(seed: 37)

  func equal(_ trace: Trace, _ recorder: Recorder<Double>, given: Set<String>) {
    for grid in trace.grids where !given.contains(grid.name) {
      let core = recorder[grid.name]
      #expect(core?.values.map(\.bitPattern) == grid.values.map(\.bitPattern), "\(grid.name)")
      #expect(core?.shape == grid.shape, "\(grid.name)")
    }
    #expect(recorder.names.count + given.count == trace.grids.count)
  }

  @Test(arguments: 0..<12) func `every method`(trial: Int) {
    let count = 1 + trial
    let values = (0..<count).map {
      (2 * random["logits"].normal(16 * trial + $0)).roundedToTwoDecimals
    }
    let (trace, recorder) = (Trace(), Recorder<Double>())
    let logits = trace.given(.constant, "logits", [count], values)
    let t = [0.5, 1, 2][trial % 3]
    let (k, limit, share) = (min(count, 4), 0.7, 0.2)
    let p = trace.probabilities(logits, at: t)
    let last = trace.minP(trace.topP(trace.topK(p, k), limit), share)
    let choice = TokenChoice(temperature: t, topK: k, topP: limit, minP: share)
    #expect(choice.probabilities(values, recorder) == last.values)
    equal(trace, recorder, given: ["logits"])
    let draws = trace.given(.draw, "u", [20], (0..<20).map(random["u"].uniform))
    let tokens = trace.pick(last, at: draws)
    #expect(tokens.values == draws.values.map { Double(TokenChoice.pick(last.values, at: $0)) })
  }

  @Test(arguments: [[1.0, 3, 2], [2, 2, 1, 2], [-1], [0, 0]]) func greedy(values: [Double]) {
    let (trace, recorder) = (Trace(), Recorder<Double>())
    let p = trace.greedy(trace.given(.constant, "logits", [values.count], values))
    #expect(TokenChoice(temperature: 0).probabilities(values, recorder) == p.values)
    #expect(p.values.reduce(0, +) == 1)
    equal(trace, recorder, given: ["logits"])
  }

  @Test(arguments: 1..<9) func `a softmax streamed in blocks`(block: Int) {
    let (keys, features) = (7, 3)
    let scores = (0..<keys).map { 3 * random["scores"].normal($0) }
    let values = (0..<keys * features).map(random["values"].normal)
    let (trace, recorder) = (Trace(), Recorder<Double>())
    let average = trace.streamed(
      "s", trace.given(.constant, "scores", [keys], scores),
      trace.given(.constant, "values", [keys, features], values), block: block)
    var softmax = StreamingSoftmax<Double>(features: features)
    for (n, first) in stride(from: 0, to: keys, by: block).enumerated() {
      let end = min(first + block, keys)
      recorder.pass("s.block\(n).") {
        softmax.add(
          Array(scores[first..<end]), Array(values[first * features..<end * features]), recorder)
      }
    }
    #expect(softmax.average == average.values)
    equal(trace, recorder, given: ["scores", "values"])
  }
}
