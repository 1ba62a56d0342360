/// The number types the project computes with, and the elementary functions they bring along.
///
/// The functions are our own, in plain arithmetic, because the C library's differ from machine to
/// machine in the last bit, and a trace must not. Square roots are not here: IEEE 754 already
/// fixes `squareRoot()` to the last bit.
///
/// | function | largest error |
/// |---|---|
/// | `exp`, `log`, `sin`, `cos`, `tanh` | 1 ulp |
/// | `erf` | 2 ulp |
@usableFromInline
package protocol RealNumber: BinaryFloatingPoint, SIMDScalar, Codable,
  LosslessStringConvertible, Sendable
{
  /// As many numbers as a register of 64 bytes holds.
  associatedtype Vector: SIMD where Vector.Scalar == Self
  /// e to the power x. `exp(−∞)` is 0, above about 709.8 (Double) the result is +∞.
  static func exp(_ x: Self) -> Self
  /// The natural logarithm. `log(0)` is −∞; of a negative number, NaN.
  static func log(_ x: Self) -> Self
  /// The sine of x radians, however large x is. NaN at ±∞.
  static func sin(_ x: Self) -> Self
  /// The cosine of x radians, however large x is. NaN at ±∞.
  static func cos(_ x: Self) -> Self
  /// The hyperbolic tangent; ±1 at ±∞.
  static func tanh(_ x: Self) -> Self
  /// The error function, 2/√π · ∫₀ˣ exp(−s²) ds; ±1 at ±∞.
  static func erf(_ x: Self) -> Self
}

extension Double: RealNumber {
  @usableFromInline package typealias Vector = SIMD8<Double>
}

/// Float's functions are Double's, rounded once: at most 0.5 ulp and a hair from the true value.
extension Float: RealNumber {
  @usableFromInline package typealias Vector = SIMD16<Float>
  /// The natural logarithm: `Double`'s, rounded once.
  @usableFromInline
  package static func log(_ x: Float) -> Float { Float(Double.log(Double(x))) }
  /// The sine of x radians: `Double`'s, rounded once.
  @usableFromInline
  package static func sin(_ x: Float) -> Float { Float(Double.sin(Double(x))) }
  /// The cosine of x radians: `Double`'s, rounded once.
  @usableFromInline
  package static func cos(_ x: Float) -> Float { Float(Double.cos(Double(x))) }
  /// The hyperbolic tangent: `Double`'s, rounded once.
  @inlinable @inline(__always)
  package static func tanh(_ x: Float) -> Float { Float(Double.tanh(Double(x))) }
}

/// The same functions on whole vectors. Each lane runs the scalar code, so its bits are the
/// scalar's; the optimizer is free to run lanes side by side.
extension SIMD where Scalar: RealNumber {
  /// e to the power of each lane.
  package static func exp(_ x: Self) -> Self { x.mapLanes(Scalar.exp) }
  /// The natural logarithm of each lane.
  package static func log(_ x: Self) -> Self { x.mapLanes(Scalar.log) }
  /// The sine of each lane, in radians.
  package static func sin(_ x: Self) -> Self { x.mapLanes(Scalar.sin) }
  /// The cosine of each lane, in radians.
  package static func cos(_ x: Self) -> Self { x.mapLanes(Scalar.cos) }
  /// The hyperbolic tangent of each lane.
  package static func tanh(_ x: Self) -> Self { x.mapLanes(Scalar.tanh) }
  /// The error function of each lane.
  package static func erf(_ x: Self) -> Self { x.mapLanes(Scalar.erf) }

  @inline(__always)
  private func mapLanes(_ function: (Scalar) -> Scalar) -> Self {
    var result = self
    for lane in indices { result[lane] = function(self[lane]) }
    return result
  }
}
