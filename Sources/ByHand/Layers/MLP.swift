extension Trace {
  // excerpt ByHand.mlp
  /// A linear layer, GELU, and another linear layer: x (…, d) → the same shape.
  ///
  /// - Parameters:
  ///   - name: What stands before the names of the three layers and their parameters.
  ///   - x: Rows of d features.
  ///   - layers: What the three are called, after `name` and a dot.
  package func mlp(_ name: String, _ x: Grid, layers: (String, String, String)) -> Grid {
    let hidden = linear("\(name).\(layers.0)", x)
    let active = each("\(name).\(layers.1)", hidden, gelu)
    return linear("\(name).\(layers.2)", active)
  }
  // end excerpt
}
