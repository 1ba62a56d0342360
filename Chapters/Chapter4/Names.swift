import ChapterKit
import Walkthrough

/// What the pages call the trace's grids.
extension Chapter4Story {
  static func names(pass: String = "", parameters prefix: String = "") -> Names {
    var aliases: [String: String] = [:]
    for (name, short) in [
      "text_proj": "e", "readers.0.residual2": "words_read",
      "blocks.0.self_attn.in_proj": "qkv",
      "blocks.0.self_attn.weights": "w_self",
      "blocks.0.self_attn.out_proj": "mixed", "blocks.0.cross_attn.q_proj": "q",
      "blocks.0.cross_attn.k_proj": "k", "blocks.0.cross_attn.v_proj": "v_words",
      "blocks.0.cross_attn.scores": "scores", "blocks.0.cross_attn.scaled": "scaled",
      "blocks.0.cross_attn.weights": "w", "blocks.0.cross_attn.heads": "heads",
      "blocks.0.cross_attn.out_proj": "read", "blocks.0.norm3.proj": "mod3",
      "blocks.0.norm3.gain": "gain3", "blocks.0.residual3": "z3",
    ] { aliases[pass + name] = short }
    for (layer, letter) in [
      "text_proj": "t", "blocks.0.cross_attn.q_proj": "q", "blocks.0.cross_attn.k_proj": "k",
      "blocks.0.cross_attn.v_proj": "val", "blocks.0.cross_attn.out_proj": "r",
      "blocks.0.self_attn.out_proj": "o", "blocks.0.norm3.proj": "m3",
    ] {
      aliases["\(prefix)\(layer).weight"] = "W\(letter)"
      aliases["\(prefix)\(layer).bias"] = "b\(letter)"
    }
    aliases["blocks.0.cross_attn.root"] = "√4"
    aliases["token_embedding.weight"] = "table"
    aliases["positional_embedding"] = "place"
    aliases["text.embedding"] = "words"
    return Names.dit(pass: pass, parameters: prefix).adding(aliases)
  }

  /// Of the pages on the block that reads the words.
  static let readerNames = names().adding(blockAliases("readers.0", pass: "", parameters: ""))
    .adding([
      "swap.text_proj": "e_both", "swap.readers.0.residual2": "read_both",
      "readers.0.attn.root": "√4",
    ])

  /// Of the page on the walk: what a step makes is called after its number.
  var eulerNames: Names {
    var aliases = ["sample.dt": "Δt", "sample.w": "w", "sample.noise": "x_0"]
    for n in 1...chapter.steps {
      for (name, short) in ["x": "x", "direction": "direction", "guided": "guided"] {
        aliases["step\(n).\(name)"] = "\(short)_\(n)"
      }
      aliases["step\(n).final_proj"] = "v̂_\(n)"
    }
    return Names(aliases)
  }
}
