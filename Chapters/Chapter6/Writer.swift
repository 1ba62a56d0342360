import ChapterKit
import Core
import Dataset
import Numerics
import Terminal

/// The trained model as a writer: a beginning in, a story out, one token after the other.
struct Writer: Sendable {
  private(set) var model: LanguageModel<Float>
  let pairs: BytePairs

  /// One token as it was chosen.
  struct Step: Sendable {
    let token: Int
    /// Of all tokens: what the model said, before anything was left out; and what was chosen from.
    let plain, probabilities: [Double]
    let draw: Double
  }

  init(_ model: LanguageModel<Float>, _ pairs: BytePairs) {
    self.model = model
    self.pairs = pairs
  }

  // excerpt Writer.write
  /// Writes tokens after a beginning. Keys and values of what stands there are kept; when the longest text
  /// of the model is reached, its second half is read once more and goes on from there.
  ///
  /// - Parameters:
  ///   - draws: Draw n chooses token n.
  ///   - each: Called with each token as it is written; false ends it.
  mutating func write(
    _ prompt: String, tokens: Int, _ choice: TokenChoice, _ draws: NamedRandom.Draws,
    each: (Step) -> Bool = { _ in true }
  ) -> [Step] {
    var text = pairs.encode(prompt)
    let most = model.configuration.length
    text = Array(text.suffix(most / 2))
    var cache = model.emptyCache
    var logits = model.next(text, &cache)
    var steps: [Step] = []
    while steps.count < tokens {
      let row = logits.values.suffix(model.configuration.vocabulary).map { Double($0) }
      let probabilities = choice.probabilities(row)
      let draw = draws.uniform(steps.count)
      let token = TokenChoice.pick(probabilities, at: draw)
      steps.append(
        Step(
          token: token, plain: TokenChoice().probabilities(row), probabilities: probabilities,
          draw: draw))
      text.append(token)
      guard each(steps[steps.count - 1]), steps.count < tokens else { break }
      if cache.places == most {
        cache = model.emptyCache
        logits = model.next(Array(text.suffix(most / 2)), &cache)
      } else {
        logits = model.next([token], &cache)
      }
    }
    return steps
  }
  // end excerpt

  /// At which earlier tokens the last one looked most, for each head of the last block, as lines of text.
  mutating func attention(_ prompt: String, _ steps: [Step]) -> String {
    let ids = Array((pairs.encode(prompt) + steps.map(\.token)).suffix(model.configuration.length))
    let recorder = Recorder<Float>()
    _ = model.forward([ids], nil, recorder)
    let block = "blocks.\(model.configuration.layers - 1).attention.weights"
    let weights = recorder.recorded(block)
    let (heads, n) = (weights.shape[1], ids.count)
    let rows = (0..<heads).map { h -> String in
      let row = weights.values[(h * n + n - 1) * n..<(h + 1) * n * n]
      let most = zip(ids, row).sorted { $0.1 > $1.1 }.prefix(5)
      let list = most.map {
        "\(Self.quoted(pairs.text([$0.0]))) \((100 * Double($0.1)).fixed(0)) %"
      }
      return "  head \(h): \(list.joined(separator: ", "))"
    }
    return "the last token, \(Self.quoted(pairs.text(ids.suffix(1)))), looks at\n"
      + rows.joined(separator: "\n") + "\n"
  }

  /// What is said of a prompt that is longer than what the model reads of it.
  func note(on prompt: String) -> String? {
    let (count, most) = (pairs.encode(prompt).count, model.configuration.length / 2)
    return count > most ? "the prompt has \(count) tokens; the model reads the last \(most)" : nil
  }

  private static func quoted(_ text: String) -> String { "'\(text.onOneLine())'" }

  var parameterCount: Int { model.parameterCount }

  /// What tokens say; bytes that are no characters are shown as �.
  func text(_ steps: [Step]) -> String { pairs.text(steps.map(\.token)) }
}
