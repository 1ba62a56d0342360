import Numerics

/// A function applied to every number by itself, with its derivative.
package protocol Activation: Sendable {
  static func value<Element: RealNumber>(_ x: Element) -> Element
  static func derivative<Element: RealNumber>(_ x: Element) -> Element
}

/// The same for all numbers of a tensor, on all threads. The loops call by name, not closures: then the
/// compiler turns them into vectors.
extension KeptActivation {
  static func parts<Element: RealNumber>(_ x: Tensor<Element>) -> Tensor<Element> {
    .onThreads(x, x, work: 32) { y, x, _, all in for i in all { y[i] = part(x[i]) } }
  }

  static func values<Element: RealNumber>(_ x: Tensor<Element>, _ parts: Tensor<Element>)
    -> Tensor<Element>
  {
    .onThreads(x, parts) { y, x, p, all in for i in all { y[i] = value(x[i], p[i]) } }
  }

  static func derivatives<Element: RealNumber>(_ x: Tensor<Element>, _ parts: Tensor<Element>)
    -> Tensor<Element>
  {
    .onThreads(x, parts, work: 32) { y, x, p, all in
      for i in all { y[i] = derivative(x[i], p[i]) }
    }
  }
}

/// x·σ(x) = x / (1 + e⁻ˣ). Elfwing, Uchibe, Doya, "Sigmoid-Weighted Linear Units", 2017.
package enum SiLU: Activation {
  @inline(__always)
  package static func value<Element: RealNumber>(_ x: Element) -> Element {
    x / (1 + Element.exp(-x))
  }

  /// σ(x) + y·(1 − σ(x)), where y = x·σ(x)
  @inline(__always)
  package static func derivative<Element: RealNumber>(_ x: Element) -> Element {
    let sigmoid = 1 / (1 + Element.exp(-x))
    return sigmoid + x * sigmoid * (1 - sigmoid)
  }
}

// excerpt GELU
/// x·Φ(x), with the normal distribution's Φ(x) = ½(1 + erf(x/√2)).
/// Hendrycks, Gimpel, "Gaussian Error Linear Units", 2016.
package enum GELU: Activation {
  @inline(__always)
  package static func value<Element: RealNumber>(_ x: Element) -> Element {
    x * (0.5 * (1 + Element.erf(x / Element(2).squareRoot())))
  }

  /// Φ(x) + x·φ(x), with the density φ(x) = e^(−x²/2) / √(2π)
  @inline(__always)
  package static func derivative<Element: RealNumber>(_ x: Element) -> Element {
    let cumulative = 0.5 * (1 + Element.erf(x / Element(2).squareRoot()))
    let density = Element.exp(-0.5 * x * x) / (2 * Element.pi).squareRoot()
    return cumulative + x * density
  }
}
// end excerpt

/// GELU's approximation ½x·(1 + tanh u), with u = √(2/π)·(x + 0.044715·x³).
package enum GELUTanh: Activation {
  @inline(__always)
  package static func value<Element: RealNumber>(_ x: Element) -> Element {
    0.5 * x * (1 + Element.tanh(inner(x)))
  }

  /// ½(1 + tanh u) + ½x·(1 − tanh² u)·u′, with u′ = √(2/π)·(1 + 3·0.044715·x²)
  @inline(__always)
  package static func derivative<Element: RealNumber>(_ x: Element) -> Element {
    let t = Element.tanh(inner(x))
    let slope = (2 / Element.pi).squareRoot() * (1 + 3 * 0.044715 * x * x)
    return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * slope
  }

  static func inner<Element: RealNumber>(_ x: Element) -> Element {
    (2 / Element.pi).squareRoot() * (x + 0.044715 * x * x * x)
  }
}

/// An activation as a layer: it has no parameters and keeps its input for the way back.
package struct Pointwise<Function: KeptActivation, Element: RealNumber>: Sendable {
  package let name: String
  private var (input, parts) = (Tensor<Element>([0]), Tensor<Element>([0]))

  package init(_ name: String = "") { self.name = name }

  package mutating func forward(_ x: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> Tensor<Element>
  {
    (input, parts) = (x, Function.parts(x))
    let y = Function.values(input, parts)
    recorder?.record(name, y)
    return y
  }

  /// dx = dy · f′(x)
  package func backward(_ dy: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> Tensor<Element>
  {
    recorder?.recordGradient(of: name, dy)
    return dy * Function.derivatives(input, parts)
  }
}
