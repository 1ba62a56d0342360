import ByHand
import Core
import Numerics
import Walkthrough

/// Looking into a model that was trained to repeat.
extension Chapter6Story {
  var interpretabilityPages: [Outline.Entry] {
    let names = Self.copyNames()
    return [
      page("induction", "A model that learns to repeat", "repeat", names: names, inductionPage),
      page("heads", "Heads named by what they do", "heads", names: names, headsPage),
      page(
        "match", "One match, from end to end", "match",
        names: names.adding(
          [
            "match.query.parts": "q", "match.key.parts": "k", "match.dots": "dots",
            "match.shares": "shares", "match.sum": "sum",
          ]), matchPage),
      page(
        "emergence", "When the induction heads appeared", "emergence", names: names, emergencePage),
      page("lens", "The logit lens: reading before the end", "lens", names: names, lensPage),
      page("patching", "Activation patching: who does it?", "patching", names: names, patchingPage),
    ]
  }

  var appendix: [Outline.Entry] {
    [
      page(
        "numbers-copy", "Every number of the pass that repeats", nil, names: Self.copyNames(),
        copyNumbers),
      page(
        "numbers-patched", "Every number of the corrupted and the patched pass", nil,
        names: Names(), patchedNumbers),
    ]
  }

  /// Short names for a pass through the model that repeats.
  static func copyNames(pass: String = "seen.") -> Names {
    var aliases = [
      "copy.token_embedding.embedding.weight": "E", "copy.pos_encoding.pos_embedding.weight": "P",
      "copy.ln_f.weight": "γ", "copy.ln_f.bias": "β", "copy.output_proj.weight": "U",
      "copy.norm.epsilon": "ε", "\(pass)embedding": "x0",
    ]
    for block in 0..<Sizes.copy.layers {
      let mark = block == 0 ? "" : "ᵇ"
      for letter in ["q", "k", "v", "o"] {
        let name = "copy.blocks.\(block).attention.W_\(letter)"
        aliases["\(name).weight"] = "W_\(letter)\(mark)"
        aliases["\(name).bias"] = "b_\(letter)\(mark)"
      }
      aliases["copy.blocks.\(block).attention.root"] =
        "√\(Sizes.copy.features / Sizes.copy.heads)"
      for (norm, n) in [("norm1", 1), ("norm2", 2)] {
        aliases["copy.blocks.\(block).\(norm).weight"] = "γ\(n)\(mark)"
        aliases["copy.blocks.\(block).\(norm).bias"] = "β\(n)\(mark)"
      }
      for (layer, short) in [("linear1", "1"), ("linear2", "2")] {
        aliases["copy.blocks.\(block).ffn.\(layer).weight"] = "W\(short)\(mark)"
        aliases["copy.blocks.\(block).ffn.\(layer).bias"] = "b\(short)\(mark)"
      }
    }
    for n in 0...Sizes.copy.layers {
      aliases["lens\(n).ln_f"] = "read\(n)"
      aliases["lens\(n).output_proj"] = "logits\(n)"
      aliases["lens\(n).probabilities"] = "p\(n)"
    }
    for pattern in HeadPattern.allCases { aliases[pattern.grid] = "\(pattern)" }
    return names(pass: pass, parameters: "copy.").adding(aliases)
  }

  func word(_ id: Int) -> String { Copying.tokens[id] }

  /// A sequence as a page shows it.
  func words(_ ids: some Sequence<Int>) -> String {
    ids.map { "`\(word($0))`" }.joined(separator: " ")
  }

  /// A sequence as labels of a picture: words stand in it twice, so each has its place with it.
  func labels(_ ids: [Int]) -> [String] { ids.enumerated().map { "\($0) \(word($1))" } }

  /// The places of the clean sequence whose next word can be known.
  var knownPlaces: Range<Int> { Copying.words + 1..<Copying.clean.count }

  /// What comes after a place of the clean sequence.
  func next(after place: Int) -> Int {
    place + 1 < Copying.clean.count ? Copying.clean[place + 1] : Copying.answer
  }

  /// A stage of the pass in words.
  func stage(_ n: Int) -> String { n == 0 ? "the embedding" : "block \(n - 1)" }

  static func head(_ layer: Int, _ head: Int) -> String { "head \(layer).\(head)" }
}
