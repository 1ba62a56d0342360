import Numerics

/// A draw from a normal distribution, written so that gradients pass: the noise ε is drawn beforehand,
/// and mean and deviation only move and stretch it.
///
/// Kingma, Welling, "Auto-Encoding Variational Bayes", 2013, section 2.4.
package struct Reparameterization<Element: RealNumber>: Sendable {
  private var (std, noise) = (Tensor<Element>([0]), Tensor<Element>([0]))

  /// Without parameters; `backward` belongs to the last `forward`.
  package init() {}

  // excerpt Reparameterization.forward
  /// z = exp(logvar / 2)·ε + mean, all of one shape.
  package mutating func forward(
    _ mean: Tensor<Element>, _ logvar: Tensor<Element>, _ noise: Tensor<Element>,
    _ recorder: Recorder<Element>? = nil
  ) -> Tensor<Element> {
    (std, self.noise) = (logvar.map { Element.exp($0 / 2) }, noise)
    let z = std * noise + mean
    recorder?.record("std", std)
    recorder?.record("z", z)
    return z
  }
  // end excerpt

  // excerpt Reparameterization.backward
  /// dMean = dz,  dLogvar = dz·ε·std / 2,  dε = dz·std
  package func backward(_ dz: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> (dMean: Tensor<Element>, dLogvar: Tensor<Element>, dNoise: Tensor<Element>)
  {
    let dStd = dz * noise
    recorder?.recordGradient(of: "z", dz)
    recorder?.recordGradient(of: "std", dStd)
    return (dz, 0.5 * (dStd * std), dz * std)
  }
  // end excerpt
}
