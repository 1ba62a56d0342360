import ChapterKit
import Core
import Numerics

/// What choosing among seven words was measured to do.
struct ChoiceResults: Sendable {
  static let draws = 1000
  /// How often each word of each example came in a thousand draws.
  let counts: [[Int]]
  /// The probabilities that each preset makes of each example: by example, then by preset.
  let presets: [[[Double]]]
  /// How many words top-p keeps of the exact example with the next larger limit.
  let aboveExact: Int
  /// How many words top-p with 0.75 keeps of the second example: alone, and after top-k with 5.
  let topP: (alone: Int, afterTopK: Int)

  /// - Parameter run: Whose probabilities are drawn from.
  init(_ run: Run, _ random: NamedRandom) {
    counts = Choices.examples.map { example in
      let draws = random["sampling.thousand.\(example.name)"]
      let p = run.trace.recorded("sampling.\(example.name).plain.p").values
      return (0..<Self.draws).reduce(into: [Int](repeating: 0, count: p.count)) { counts, n in
        counts[TokenChoice.pick(p, at: draws.uniform(n))] += 1
      }
    }
    presets = Choices.examples.map { example in
      TokenChoice.presets.map { $0.choice.probabilities(example.logits) }
    }
    let exact = Choices.exact
    aboveExact = TokenChoice.topP(exact.p, exact.limit.nextUp).count { $0 > 0 }
    func kept(_ choice: TokenChoice) -> Int {
      choice.probabilities(Choices.examples[1].logits).count { $0 > 0 }
    }
    topP = (kept(TokenChoice(topP: 0.75)), kept(TokenChoice(topK: 5, topP: 0.75)))
  }
}
