import Numerics

/// Rotary positions (RoPE): each pair of a head's features is a point in a plane, turned by an angle that
/// grows with the place. The product of a turned query and a turned key then depends on how far apart
/// they stand, not on where.
///
/// Su et al., "RoFormer: Enhanced Transformer with Rotary Position Embedding", 2021, equation 34.
package struct Rotary<Element: RealNumber>: Sendable {
  private let size: Int
  private let period: Element
  private let angles, sin, cos: Tensor<Element>  // (places, size/2)

  // excerpt Rotary.angles
  /// Angles place · period^(−2i/size) for pair i, with their sines and cosines.
  ///
  /// - Parameters:
  ///   - size: A head's features, an even number.
  ///   - places: How many places there are at the most.
  ///   - period: 10,000 in the paper.
  package init(size: Int, places: Int, period: Element = 10_000) {
    require(size % 2 == 0, "\(size) features are no pairs")
    (self.size, self.period) = (size, period)
    let speeds = Self.speeds(pairs: size / 2, period)
    angles = Tensor(
      [places, size / 2], (0..<places).flatMap { p in speeds.map { Element(p) * $0 } })
    (sin, cos) = (angles.map { Element.sin($0) }, angles.map { Element.cos($0) })
  }

  private static func speeds(pairs: Int, _ period: Element) -> [Element] {
    (0..<pairs).map { Element.exp(-(Element.log(period) * Element($0) / Element(pairs))) }
  }
  // end excerpt

  // excerpt Rotary.forward
  /// x (batch, positions, d) with each pair (a, b) of features turned: (a·cos − b·sin, a·sin + b·cos).
  ///
  /// - Parameters:
  ///   - x: Queries or keys, the heads' features side by side.
  ///   - place: Of the first row.
  ///   - recorder: Keeps the angles' table; nil in training.
  package func forward(
    _ x: Tensor<Element>, from place: Int = 0, _ recorder: Recorder<Element>? = nil
  ) -> Tensor<Element> {
    record(to: recorder)
    return turned(x, from: place) { a, b, s, c in (a * c - b * s, a * s + b * c) }
  }
  // end excerpt

  // excerpt Rotary.backward
  /// Turned back by the same angles: that is the transpose of a turn.
  package func backward(_ dy: Tensor<Element>) -> Tensor<Element> {
    turned(dy, from: 0) { a, b, s, c in (a * c + b * s, b * c - a * s) }
  }
  // end excerpt

  @inline(__always)
  private func turned(
    _ x: Tensor<Element>, from place: Int,
    _ turn: (Element, Element, Element, Element) -> (Element, Element)
  ) -> Tensor<Element> {
    let (places, d, half) = (x.shape[1], x.shape[2], size / 2)
    require(place + places <= angles.shape[0], "place \(place + places) of \(angles.shape[0])")
    var y = x
    y.values.withMutableStart { y in
      sin.values.withStart { sin in
        cos.values.withStart { cos in
          for row in 0..<x.shape[0] * places {
            let (start, angles) = (y + row * d, (place + row % places) * half)
            for pair in 0..<d / 2 {
              let (a, b) = (start[2 * pair], start[2 * pair + 1])
              let angle = angles + pair % half
              (start[2 * pair], start[2 * pair + 1]) = turn(a, b, sin[angle], cos[angle])
            }
          }
        }
      }
    }
    return y
  }

  private func record(to recorder: Recorder<Element>?) {
    guard let recorder else { return }
    let (places, half) = (angles.shape[0], angles.shape[1])
    for (name, tensor) in [
      ("period", Tensor(scalar: period)), ("pairs", Tensor(scalar: Element(half))),
      ("pair", Tensor([half], (0..<half).map { Element($0) })),
      ("place", Tensor([places], (0..<places).map { Element($0) })),
      ("speed", Tensor([half], Self.speeds(pairs: half, period))), ("angle", angles), ("sin", sin),
      ("cos", cos),
    ] { recorder.recordConstant("rope.\(name)", tensor) }
  }
}
