import ByHand
import ChapterKit
import Core
import Numerics
import Walkthrough

/// The pages on writing: choosing a token, and what makes it fast.
extension Chapter6Story {
  var generationPages: [Outline.Entry] {
    [
      page("temperature", "Choosing a word: temperature", names: Self.samplingNames, temperature),
      page(
        "truncation", "Leaving words out: top-k, top-p, min-p", names: Self.samplingNames,
        truncation),
      page("drawing", "A draw decides", names: Self.samplingNames, drawing),
      page(
        "streaming", "A softmax block by block: FlashAttention",
        names: Names(dropping: ["stream."]), streaming),
      page("cache", "Keys and values are kept", names: Self.cacheNames, cache),
      page("cache-cost", "What keeping saves, and what it costs", names: Names(), cacheCost),
    ]
  }

  /// The second token's pass, and what the first one has left.
  private static var cacheNames: Names {
    names(pass: "write.next1.", parameters: "trained.").adding([
      "write.full0.blocks.0.attention.k_turned": "kept_k",
      "write.full0.blocks.0.attention.W_v": "kept_v",
      "write.misplaced.blocks.0.attention.k_turned": "false_k",
      "write.misplaced.blocks.0.attention.W_k": "same_k",
    ])
  }

  /// `sure.top_k.sum` for what the trace calls `sampling.sure.only_k.top_k.sum`.
  private static var samplingNames: Names {
    var aliases: [String: String] = [:]
    for example in Choices.examples.map(\.name) {
      for (method, layer) in [("only_k", "top_k"), ("only_p", "top_p"), ("only_min", "min_p")] {
        for grid in ["sorted", "cumulative", "share", "threshold", "sum", "p"] {
          aliases["sampling.\(example).\(method).\(layer).\(grid)"] = "\(example).\(layer).\(grid)"
        }
      }
    }
    return Names(dropping: ["sampling."], aliases)
  }

  /// Numbers for each word of an example: a row a word, and perhaps rows below.
  func wordTable(
    _ example: Choices.Example, _ columns: [(title: String, values: [Double])],
    below: [[String]] = []
  ) -> String {
    var table = Table(["", "`\(example.beginning) …`"] + columns.map(\.title), left: [0, 1])
    for (i, word) in example.words.enumerated() {
      table.add(["\(i)", word] + columns.map { $0.values[i] == 0 ? "0" : $0.values[i].shown })
    }
    for row in below { table.add([""] + row) }
    return table.markdown
  }

  /// A grid of an example, such as `plain.p`.
  func sampled(_ example: Choices.Example, _ name: String) -> Grid {
    grid("sampling.\(example.name).\(name)")
  }

  /// What was computed under names that begin so.
  func computed(_ prefixes: [String]) -> [Grid] { run.trace.computed(under: prefixes) }

  /// Words as a page lists them: a, b and c.
  static func listed(_ words: [String], _ last: String = "and") -> String {
    guard let end = words.last, words.count > 1 else { return words.first ?? "none" }
    return words.dropLast().joined(separator: ", ") + " \(last) " + end
  }
}
