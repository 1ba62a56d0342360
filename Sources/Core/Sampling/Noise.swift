import Numerics

/// Normal noise from uniform draws, after Box and Muller: uniforms 2j and 2j + 1 become a radius
/// and an angle, and the point's coordinates are normals 2j and 2j + 1.
package enum Noise {
  // excerpt Noise.normals
  /// u (2n) → (2n), for uniforms between 0 and 1, both excluded.
  package static func normals(_ u: Tensor<Double>, _ recorder: Recorder<Double>? = nil)
    -> Tensor<Double>
  {
    let pairs = u.reshaped([u.count / 2, 2]).transposed()  // (2, n): radii's draws, angles' draws
    let (first, second) = (pairs.values.prefix(u.count / 2), pairs.values.suffix(u.count / 2))
    let radius = Tensor([u.count / 2], first.map { (-2 * Double.log($0)).squareRoot() })
    let angle = Tensor([u.count / 2], second.map { 2 * Double.pi * $0 })
    let (x, y) = (radius * angle.map(Double.cos), radius * angle.map(Double.sin))
    let normals = Tensor([2, u.count / 2], x.values + y.values).transposed().reshaped([u.count])
    recorder?.record("x1.radius", radius)
    recorder?.record("x1.angle", angle)
    recorder?.record("x1.normal", normals)
    return normals
  }
  // end excerpt
}
