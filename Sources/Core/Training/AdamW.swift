import Numerics

/// AdamW: each parameter moves against its gradient's running mean, in steps measured by the
/// gradient's running size. Loshchilov, Hutter, "Decoupled Weight Decay Regularization", 2019.
/// The running means and their correction are Adam's: Kingma, Ba, "Adam: A Method for Stochastic
/// Optimization", 2014.
package struct AdamW<Element: RealNumber>: Sendable {
  /// lr, the size of a step.
  package var learningRate: Element
  /// β₁, what the running mean keeps of itself.
  package let beta1: Element
  /// β₂, what the running square keeps of itself.
  package let beta2: Element
  /// ε, which keeps the divisor from 0.
  package let epsilon: Element
  /// wd: a step takes lr·wd of each parameter.
  package let weightDecay: Element
  /// Whether only matrices and tables decay, and biases and norms do not.
  package let decaysMatricesOnly: Bool
  /// How many updates there have been.
  package internal(set) var step = 0
  var moments: [String: (m: Tensor<Element>, v: Tensor<Element>)] = [:]

  /// But for the learning rate, what is left out is as in PyTorch. Nothing is remembered yet.
  package init(
    learningRate: Element, beta1: Element = 0.9, beta2: Element = 0.999, epsilon: Element = 1e-8,
    weightDecay: Element = 0.01, decaysMatricesOnly: Bool = false
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.decaysMatricesOnly = decaysMatricesOnly
  }

  /// lr·wd, the share that a parameter loses.
  func decay(of p: Parameter<Element>) -> Element {
    decaysMatricesOnly && p.value.shape.count < 2 ? 0 : learningRate * weightDecay
  }

  // excerpt AdamW
  /// m ← β₁m + (1 − β₁)g,  v ← β₂v + (1 − β₂)g²,  m̂ = m / (1 − β₁ᵗ),  v̂ = v / (1 − β₂ᵗ),
  /// θ ← θ − lr·wd·θ − lr·m̂ / (√v̂ + ε)
  package mutating func update(
    _ model: inout some Module<Element>, _ recorder: Recorder<Element>? = nil
  ) {
    step += 1
    record(to: recorder)
    let (power1, power2) = (beta1.raised(to: step), beta2.raised(to: step))
    let (beta1, beta2, epsilon, rate) = (beta1, beta2, epsilon, learningRate)
    let (rest1, rest2) = (1 - power1, 1 - power2)
    model.forEachParameter { p in
      let (shape, decay) = (p.value.shape, decay(of: p))
      if moments[p.name] == nil { moments[p.name] = (Tensor(shape), Tensor(shape)) }
      moments[p.name]?.m.update(with: p.gradient) { beta1 * $0 + (1 - beta1) * $1 }
      moments[p.name]?.v.update(with: p.gradient) { beta2 * $0 + (1 - beta2) * ($1 * $1) }
      guard let (m, v) = moments[p.name] else { return }
      p.value.update(with: m, v) { θ, m, v in
        let (mHat, vHat) = (m / rest1, v / rest2)
        return (θ - decay * θ) - rate * mHat / (vHat.squareRoot() + epsilon)
      }
      if let recorder { record(p, m, v, rest1, rest2, to: recorder) }
    }
  }
  // end excerpt

  private func record(
    _ p: Parameter<Element>, _ m: Tensor<Element>, _ v: Tensor<Element>, _ rest1: Element,
    _ rest2: Element, to recorder: Recorder<Element>
  ) {
    recorder.record("adamw.m.\(p.name)", m)
    recorder.record("adamw.v.\(p.name)", v)
    recorder.record("adamw.m_hat.\(p.name)", m.map { $0 / rest1 })
    recorder.record("adamw.v_hat.\(p.name)", v.map { $0 / rest2 })
    recorder.record("updated.\(p.name)", p.value)
  }

  /// The settings, and the averages that the first step starts from.
  private func record(to recorder: Recorder<Element>?) {
    for (name, value) in [
      ("learning_rate", learningRate), ("beta1", beta1), ("beta2", beta2), ("epsilon", epsilon),
      ("weight_decay", weightDecay), ("m_old", 0), ("v_old", 0),
    ] { recorder?.recordConstant("adamw.\(name)", value) }
    if decaysMatricesOnly { recorder?.recordConstant("adamw.no_decay", 0) }
    recorder?.record("adamw.step", Tensor(scalar: Element(step)))
  }
}

extension BinaryFloatingPoint {
  /// The power by repeated multiplication, as a person would.
  @_specialize(where Self == Float)
  @_specialize(where Self == Double)
  func raised(to power: Int) -> Self {
    var (product, n) = (Self(1), 0)
    // Once it has vanished it stays 0.
    while n < power && product != 0 { (product, n) = (product * self, n + 1) }
    return product
  }
}
