import Numerics

/// One number as a row of sines and cosines of it, from fast to slow, so that a network can tell
/// both small and large differences. Vaswani et al., "Attention Is All You Need", 2017.
package struct Sinusoidal<Element: RealNumber>: Sendable {
  /// What its output is recorded as.
  package let name: String
  private let scale: Element
  private let frequency: [Element]
  private var angle = Tensor<Element>([0, 0])

  // excerpt Sinusoidal
  /// frequency[i] = exp(−ln(10000)·i / (half − 1)), i < half = features / 2. Needs features ≥ 4.
  /// The slowest wave turns only once for t in the ten thousands: times in [0, 1] want a scale.
  package init(_ name: String, features: Int, scale: Element = 1) {
    require(features >= 4 && features % 2 == 0, "\(features) features")
    self.name = name
    self.scale = scale
    let half = features / 2
    frequency = (0..<half).map { i in
      Element.exp(-(Element.log(10_000) * Element(i) / Element(half - 1)))
    }
  }

  /// y = [sin(scale·t·frequency), cos(scale·t·frequency)]: t (batch), y (batch, features).
  package mutating func forward(_ t: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> Tensor<Element>
  {
    let scaled = scale == 1 ? t : scale * t
    angle = (scaled.reshaped([t.count, 1]) ⊗ Tensor([1, frequency.count], frequency))
    let (sines, cosines) = (angle.map(Element.sin), angle.map(Element.cos))
    let y = sines.concatenatedOnChannels(with: cosines)
    record(scaled, y, recorder)
    return y
  }
  // end excerpt

  /// A scale of 1 is no step, and leaves no trace.
  private func record(
    _ scaled: Tensor<Element>, _ y: Tensor<Element>, _ recorder: Recorder<Element>?
  ) {
    if scale != 1 {
      recorder?.record("\(name).scale", Tensor(scalar: scale))
      recorder?.record("\(name).scaled", scaled)
    }
    recorder?.record("\(name).period", Tensor(scalar: 10_000))
    recorder?.record(
      "\(name).place", Tensor([frequency.count], frequency.indices.map { Element($0) }))
    recorder?.record("\(name).last", Tensor(scalar: Element(frequency.count - 1)))
    recorder?.record("\(name).frequency", Tensor([frequency.count], frequency))
    recorder?.record("\(name).angle", angle)
    recorder?.record(name, y)
  }

  // excerpt Sinusoidal.backward
  /// dt = scale · Σᵢ (dSin[i]·cos(angle[i]) − dCos[i]·sin(angle[i])) · frequency[i]
  package func backward(_ dy: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> Tensor<Element>
  {
    recorder?.recordGradient(of: name, dy)
    let (dSin, dCos) = dy.splitOnChannels(at: frequency.count)
    let dAngle = dSin * angle.map(Element.cos) - dCos * angle.map(Element.sin)
    recorder?.recordGradient(of: "\(name).angle", dAngle)
    let dScaled = (dAngle ⊗ Tensor([frequency.count, 1], frequency)).reshaped([dy.shape[0]])
    if scale == 1 { return dScaled }
    recorder?.recordGradient(of: "\(name).scaled", dScaled)
    return scale * dScaled
  }
  // end excerpt
}
