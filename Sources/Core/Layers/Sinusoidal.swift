import Numerics

/// One number as a row of sines and cosines of it, from fast to slow, so that a network can tell
/// both small and large differences. Vaswani et al., "Attention Is All You Need", 2017.
public struct Sinusoidal<Element: RealNumber>: Sendable {
  public let name: String
  private let frequency: [Element]
  private var angle = Tensor<Element>([0, 0])

  // excerpt Sinusoidal
  /// frequency[i] = exp(−ln(10000)·i / (half − 1)), i < half = features / 2. Needs features ≥ 4.
  public init(_ name: String, features: Int) {
    require(features >= 4 && features % 2 == 0, "\(features) features")
    self.name = name
    let half = features / 2
    frequency = (0..<half).map { i in
      Element.exp(-(Element.log(10_000) * Element(i) / Element(half - 1)))
    }
  }

  /// y = [sin(t·frequency), cos(t·frequency)]: t (batch), y (batch, features).
  public mutating func forward(_ t: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> Tensor<Element>
  {
    angle = (t.reshaped([t.count, 1]) ⊗ Tensor([1, frequency.count], frequency))
    let (sines, cosines) = (angle.map(Element.sin), angle.map(Element.cos))
    let y = sines.concatenatedOnChannels(with: cosines)
    record(y, recorder)
    return y
  }
  // end excerpt

  private func record(_ y: Tensor<Element>, _ recorder: Recorder<Element>?) {
    recorder?.record("\(name).period", Tensor(scalar: 10_000))
    recorder?.record(
      "\(name).place", Tensor([frequency.count], frequency.indices.map { Element($0) }))
    recorder?.record("\(name).last", Tensor(scalar: Element(frequency.count - 1)))
    recorder?.record("\(name).frequency", Tensor([frequency.count], frequency))
    recorder?.record("\(name).angle", angle)
    recorder?.record(name, y)
  }

  // excerpt Sinusoidal.backward
  /// dt = Σᵢ (dSin[i]·cos(angle[i]) − dCos[i]·sin(angle[i])) · frequency[i]
  public func backward(_ dy: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> Tensor<Element>
  {
    recorder?.recordGradient(of: name, dy)
    let (dSin, dCos) = dy.splitOnChannels(at: frequency.count)
    let dAngle = dSin * angle.map(Element.cos) - dCos * angle.map(Element.sin)
    recorder?.recordGradient(of: "\(name).angle", dAngle)
    return (dAngle ⊗ Tensor([frequency.count, 1], frequency)).reshaped([dy.shape[0]])
  }
  // end excerpt
}
