extension Trace {
  // excerpt ByHand.linear
  /// y[…,i] = Σⱼ x[…,j]·W[i,j] (+ b[i]): x (…, in), W (out, in), b (out) → (…, out).
  package func linear(_ name: String, _ x: Grid, separator: String = ".") -> Grid {
    let weight = parameter("\(name)\(separator)weight")
    let bias = optionalParameter("\(name)\(separator)bias")
    return grid(name, x.shape.dropLast() + [weight.shape[0]]) { at in
      let i = at[at.count - 1]
      return dot(x.row(at.dropLast()), weight.row(i), plus: bias?[i])
    }
  }
  // end excerpt
}
