extension Float {
  /// `Double`'s erf, rounded once, at a sixth of its cost: x·P(x²)/Q(x²), two polynomials of
  /// degree 11, is within 2⁻⁵⁵ of erf where erf, as a Float, is less than 1.
  ///
  /// That the two agree is no theorem: all 2³² arguments were compared, and the tests compare again.
  /// P and Q take erf(√z)/√z's values at 23 Chebyshev points between 0 and 15.4; see
  /// `Tests/Fixtures/elementary/erf_float.py`.
  @inlinable @inline(__always)
  package static func erf(_ x: Float) -> Float {
    let size = Double(x.magnitude)
    let inside = size < 3.92 ? size : 3.92
    let z = inside * inside
    var p = 0x1.9e7ed8275bea5p-50
    p = p * z + 0x1.0294297b04f74p-40
    p = p * z + 0x1.5ccaabe726de9p-34
    p = p * z + 0x1.0fe2a864269dbp-28
    p = p * z + 0x1.efd52204d45e1p-24
    p = p * z + 0x1.92d795aa407fep-19
    p = p * z + 0x1.875a32cad7074p-15
    p = p * z + 0x1.8ec2b25a6460ep-11
    p = p * z + 0x1.99826f1a161bfp-8
    p = p * z + 0x1.04bc2c57cb205p-4
    p = p * z + 0x1.b1646e288880ep-3
    p = p * z + 0x1.20dd750429b6dp+0
    var q = 0x1.e99074544e1c7p-45
    q = q * z + 0x1.54618d7fd63b2p-37
    q = q * z + 0x1.44eb1fca83c2cp-31
    q = q * z + 0x1.81112365ee6d2p-26
    q = q * z + 0x1.45a6d4c36e145p-21
    q = q * z + 0x1.9ee24819960f2p-17
    q = q * z + 0x1.957da37f9164dp-13
    q = q * z + 0x1.2ee7b6bb48a24p-9
    q = q * z + 0x1.519b8ff9948dep-6
    q = q * z + 0x1.0a519935cf30ap-3
    q = q * z + 0x1.0ab009c9c72a7p-1
    q = q * z + 1
    let result = Float(signOf: x, magnitudeOf: Float(inside * p / q))
    return x == x ? result : x
  }
}
