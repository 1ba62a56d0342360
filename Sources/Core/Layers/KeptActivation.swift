import Numerics

/// An activation whose costly part is worked out on the way forward and kept for the way back: `value` and
/// `derivative` again, bit for bit, given that part.
package protocol KeptActivation: Activation {
  static func part<Element: RealNumber>(_ x: Element) -> Element
  static func value<Element: RealNumber>(_ x: Element, _ part: Element) -> Element
  static func derivative<Element: RealNumber>(_ x: Element, _ part: Element) -> Element
}

/// The part is 1/σ(x) = 1 + e⁻ˣ.
extension SiLU: KeptActivation {
  @inline(__always)
  package static func part<Element: RealNumber>(_ x: Element) -> Element { 1 + Element.exp(-x) }

  @inline(__always)
  package static func value<Element: RealNumber>(_ x: Element, _ part: Element) -> Element {
    x / part
  }

  @inline(__always)
  package static func derivative<Element: RealNumber>(_ x: Element, _ part: Element) -> Element {
    let sigmoid = 1 / part
    return sigmoid + x * sigmoid * (1 - sigmoid)
  }
}

/// The part is Φ(x).
extension GELU: KeptActivation {
  @inline(__always)
  package static func part<Element: RealNumber>(_ x: Element) -> Element {
    0.5 * (1 + Element.erf(x / Element(2).squareRoot()))
  }

  @inline(__always)
  package static func value<Element: RealNumber>(_ x: Element, _ part: Element) -> Element {
    x * part
  }

  @inline(__always)
  package static func derivative<Element: RealNumber>(_ x: Element, _ part: Element) -> Element {
    part + x * (Element.exp(-0.5 * x * x) / (2 * Element.pi).squareRoot())
  }
}

/// The part is tanh u.
extension GELUTanh: KeptActivation {
  @inline(__always)
  package static func part<Element: RealNumber>(_ x: Element) -> Element {
    Element.tanh(inner(x))
  }

  @inline(__always)
  package static func value<Element: RealNumber>(_ x: Element, _ part: Element) -> Element {
    0.5 * x * (1 + part)
  }

  @inline(__always)
  package static func derivative<Element: RealNumber>(_ x: Element, _ part: Element) -> Element {
    let slope = (2 / Element.pi).squareRoot() * (1 + 3 * 0.044715 * x * x)
    return 0.5 * (1 + part) + 0.5 * x * (1 - part * part) * slope
  }
}
