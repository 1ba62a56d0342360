import Numerics

/// How far normal distributions are from the standard one, by the divergence of Kullback and Leibler:
/// for each number ½·(mean² + variance − 1 − ln variance), summed over a picture.
///
/// It is 0 for mean 0 and variance 1, and above 0 for all others. Kingma, Welling, "Auto-Encoding
/// Variational Bayes", 2013, appendix B.
package struct KL<Element: RealNumber>: Sendable {
  private var (mean, variance) = (Tensor<Element>([0]), Tensor<Element>([0]))

  /// Without parameters; `backward` belongs to the last `forward`.
  package init() {}

  // excerpt KL.forward
  /// The mean over the batch of each picture's Σ ½·(mean² + exp(logvar) − 1 − logvar); mean and logvar
  /// (batch, channels, rows, columns).
  package mutating func forward(
    _ mean: Tensor<Element>, _ logvar: Tensor<Element>, _ recorder: Recorder<Element>? = nil
  ) -> Element {
    let batch = mean.shape[0]
    (self.mean, variance) = (mean, logvar.map { Element.exp($0) })
    let terms = (mean * mean + variance).zip(logvar) { 0.5 * ($0 - 1 - $1) }
    let pictures = terms.reshaped([batch, terms.count / batch]).sumOfColumns()
    let kl = pictures.values.reduce(0, +) / Element(batch)
    recorder?.record("variance", variance)
    recorder?.record("kl.term", terms)
    recorder?.record("kl.picture", pictures)
    recorder?.record("kl", Tensor(scalar: kl))
    return kl
  }
  // end excerpt

  // excerpt KL.backward
  /// dMean = d·mean / batch and dLogvar = d·½·(variance − 1) / batch, for the gradient d of the result.
  package func backward(_ d: Element, _ recorder: Recorder<Element>? = nil)
    -> (dMean: Tensor<Element>, dLogvar: Tensor<Element>)
  {
    let batch = mean.shape[0]
    let share = d / Element(batch)
    recorder?.recordGradient(of: "kl", Tensor(scalar: d))
    recorder?.recordGradient(of: "kl.picture", Tensor([batch], repeating: share))
    recorder?.recordGradient(of: "kl.term", Tensor(mean.shape, repeating: share))
    recorder?.recordGradient(of: "variance", Tensor(mean.shape, repeating: 0.5 * share))
    return (share * mean, variance.map { share * (0.5 * ($0 - 1)) })
  }
  // end excerpt
}
