import Numerics

/// A function applied to every number by itself, with its derivative.
///
/// Its costly part (an exponential, an error function) is worked out once on the way forward and kept
/// for the way back.
package protocol Activation: Sendable {
  /// What the value and the derivative at x share.
  static func part<Element: RealNumber>(_ x: Element) -> Element
  /// f(x), given the part at x.
  static func value<Element: RealNumber>(_ x: Element, _ part: Element) -> Element
  /// f′(x), given the part at x.
  static func derivative<Element: RealNumber>(_ x: Element, _ part: Element) -> Element
}

/// x·σ(x) = x / (1 + e⁻ˣ). Elfwing, Uchibe, Doya, "Sigmoid-Weighted Linear Units", 2017.
package enum SiLU: Activation {
  /// 1/σ(x) = 1 + e⁻ˣ
  @inline(__always)
  package static func part<Element: RealNumber>(_ x: Element) -> Element { 1 + Element.exp(-x) }

  /// x·σ(x), given 1/σ(x).
  @inline(__always)
  package static func value<Element: RealNumber>(_ x: Element, _ part: Element) -> Element {
    x / part
  }

  /// σ(x) + y·(1 − σ(x)), where y = x·σ(x)
  @inline(__always)
  package static func derivative<Element: RealNumber>(_ x: Element, _ part: Element) -> Element {
    let sigmoid = 1 / part
    return sigmoid + x * sigmoid * (1 - sigmoid)
  }
}

// excerpt GELU
/// x·Φ(x), with the normal distribution's Φ(x) = ½(1 + erf(x/√2)).
/// Hendrycks, Gimpel, "Gaussian Error Linear Units", 2016.
package enum GELU: Activation {
  /// Φ(x)
  @inline(__always)
  package static func part<Element: RealNumber>(_ x: Element) -> Element {
    0.5 * (1 + Element.erf(x / Element(2).squareRoot()))
  }

  @inline(__always)
  package static func value<Element: RealNumber>(_ x: Element, _ part: Element) -> Element {
    x * part
  }

  /// Φ(x) + x·φ(x), with the density φ(x) = e^(−x²/2) / √(2π)
  @inline(__always)
  package static func derivative<Element: RealNumber>(_ x: Element, _ part: Element) -> Element {
    let density = Element.exp(-0.5 * x * x) / (2 * Element.pi).squareRoot()
    return part + x * density
  }
}
// end excerpt

/// GELU's approximation ½x·(1 + tanh u), with u = √(2/π)·(x + 0.044715·x³).
package enum GELUTanh: Activation {
  /// tanh u
  @inline(__always)
  package static func part<Element: RealNumber>(_ x: Element) -> Element {
    Element.tanh((2 / Element.pi).squareRoot() * (x + 0.044715 * x * x * x))
  }

  /// ½x·(1 + tanh u), given tanh u.
  @inline(__always)
  package static func value<Element: RealNumber>(_ x: Element, _ part: Element) -> Element {
    0.5 * x * (1 + part)
  }

  /// ½(1 + tanh u) + ½x·(1 − tanh² u)·u′, with u′ = √(2/π)·(1 + 3·0.044715·x²)
  @inline(__always)
  package static func derivative<Element: RealNumber>(_ x: Element, _ part: Element) -> Element {
    let slope = (2 / Element.pi).squareRoot() * (1 + 3 * 0.044715 * x * x)
    return 0.5 * (1 + part) + 0.5 * x * (1 - part * part) * slope
  }
}

/// One number alone.
extension Activation {
  static func value<Element: RealNumber>(_ x: Element) -> Element { value(x, part(x)) }
  static func derivative<Element: RealNumber>(_ x: Element) -> Element { derivative(x, part(x)) }
}

/// All numbers of a tensor, on all threads. The loops call by name, not closures: then the compiler turns
/// them into vectors.
extension Activation {
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

/// An activation as a layer: it has no parameters and keeps its input for the way back.
package struct Pointwise<Function: Activation, Element: RealNumber>: Sendable {
  /// What its output is recorded as.
  package let name: String
  private var (input, parts) = (Tensor<Element>([0]), Tensor<Element>([0]))

  /// - Parameter name: What its output is recorded as; not needed where nobody records.
  package init(_ name: String = "") { self.name = name }

  /// y = f(x), entry by entry; any shape.
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
