import Walkthrough

/// What the pages call the trace's grids.
extension Chapter6Story {
  /// Short names for a pass through the tiny model, with the prefixes that its grids and parameters have.
  static func names(pass: String = "", parameters: String = "") -> Names {
    let layers = [
      "norm1": "n1", "attention.W_q": "q", "attention.W_k": "k", "attention.W_v": "v",
      "attention.q_turned": "q′", "attention.k_turned": "k′", "attention.scores": "scores",
      "attention.scaled": "scaled", "attention.weights": "w", "attention.heads": "heads",
      "attention.W_o": "mixed", "attention.dropped": "kept", "residual1": "x1", "norm2": "n2",
      "ffn.linear1": "hidden", "ffn.gelu": "active", "ffn.linear2": "change",
      "ffn.dropped": "left", "residual2": "x2",
    ]
    var aliases = ["norm.epsilon": "ε", "blocks.0.attention.root": "√4"]
    for block in 0..<Sizes.byHand.layers {
      for (name, short) in layers {
        aliases["\(pass)blocks.\(block).\(name)"] = "\(short)\(block == 0 ? "" : "ᵇ")"
      }
    }
    for (name, short) in ["output_proj": "logits", "probabilities": "p"] {
      aliases[pass + name] = short
    }
    aliases["\(parameters)token_embedding.embedding.weight"] = "E"
    return Names(dropping: [pass].filter { !$0.isEmpty }, aliases)
  }
}
