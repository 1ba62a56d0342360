import Numerics

extension Module {
  // excerpt Module.clipGradients
  /// Scales all gradients so that their joint length is at most `limit`. Pascanu, Mikolov, Bengio, "On
  /// the Difficulty of Training Recurrent Neural Networks", 2013.
  ///
  /// - Returns: The length √(Σ g²) before scaling. The factor is limit / (length + 10⁻⁶), as in
  ///   PyTorch.
  @discardableResult
  package mutating func clipGradients(
    toNorm limit: Element, _ recorder: Recorder<Element>? = nil
  ) -> Element {
    var sum: Element = 0
    forEachParameter { sum = $0.gradient.addingSquares(to: sum) }
    let length = sum.squareRoot()
    let factor = limit / (length + 1e-6)
    for (name, value) in [
      ("limit", limit), ("tiny", 1e-6), ("square", sum), ("length", length),
      ("divisor", length + 1e-6), ("factor", factor),
    ] { recorder?.record("clip.\(name)", Tensor(scalar: value)) }
    if factor >= 1 { return length }
    forEachParameter {
      $0.gradient = factor * $0.gradient
      recorder?.record("clipped.\($0.name)", $0.gradient)
    }
    return length
  }
  // end excerpt
}
