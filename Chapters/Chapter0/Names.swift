import Walkthrough

/// What the pages call the trace's grids.
extension Chapter0Story {
  /// Short names for a pass through the model, with the prefixes that its grids and parameters have.
  static func names(pass: String = "", parameters: String = "") -> Names {
    let block = [
      "attention.W_q": "q", "attention.W_k": "k", "attention.W_v": "v",
      "attention.scores": "scores", "attention.scaled": "scaled", "attention.weights": "w",
      "attention.heads": "heads", "attention.W_o": "mixed", "residual1": "x1",
      "ffn.linear1": "hidden", "ffn.gelu": "active", "ffn.linear2": "change",
      "residual2": "x2",
    ]
    let layers = [
      "token_embedding.embedding.weight": "tok", "pos_encoding.pos_embedding.weight": "pos",
      "blocks.0.norm1.weight": "γ1", "blocks.0.norm1.bias": "β1",
      "blocks.0.attention.W_q.weight": "Wq", "blocks.0.attention.W_q.bias": "bq",
      "blocks.0.attention.W_k.weight": "Wk", "blocks.0.attention.W_k.bias": "bk",
      "blocks.0.attention.W_v.weight": "Wv", "blocks.0.attention.W_v.bias": "bv",
      "blocks.0.attention.W_o.weight": "Wo", "blocks.0.attention.W_o.bias": "bo",
      "blocks.0.norm2.weight": "γ2", "blocks.0.norm2.bias": "β2",
      "blocks.0.ffn.linear1.weight": "W1", "blocks.0.ffn.linear1.bias": "b1",
      "blocks.0.ffn.linear2.weight": "W2", "blocks.0.ffn.linear2.bias": "b2",
      "ln_f.weight": "γf", "ln_f.bias": "βf", "output_proj.weight": "Wout",
    ]
    var aliases = ["norm.epsilon": "ε", "blocks.0.attention.root": "√8"]
    for (name, short) in layers { aliases[parameters + name] = short }
    for (name, short) in block { aliases["\(pass)blocks.0.\(name)"] = short }
    for (name, short) in ["embedding": "x0", "output_proj": "logits", "probabilities": "p"] {
      aliases[pass + name] = short
    }
    return Names(dropping: ["\(pass)blocks.0.", pass].filter { !$0.isEmpty }, aliases)
  }
}
