extension Trace {
  // excerpt ByHand.timeEmbedding
  /// Sines and cosines of t (…), a linear layer, SiLU, and another linear layer → (…, features).
  package func timeEmbedding(_ name: String, _ t: Grid, features: Int) -> Grid {
    let hidden = linear("\(name).mlp.0", sinusoidal("\(name).waves", t, features: features))
    return linear("\(name).mlp.2", each("\(name).mlp.1", hidden, silu))
  }
  // end excerpt
}
