import Numerics

/// What latents are divided by before a flow sees them, so that they spread as far as its noise does:
/// one number for all, or one for each channel. It is measured, not trained, and kept beside the weights
/// as `scale_factor`.
package struct LatentScale<Element: RealNumber>: Sendable, Equatable {
  /// () or (channels)
  package let factor: Tensor<Element>

  /// - Parameter factor: () or (channels); no number of it is 0.
  package init(factor: Tensor<Element>) { self.factor = factor }

  // excerpt LatentScale
  /// The standard deviation of latents (batch, channels, rows, columns): of all, or channel by channel.
  package init(of z: Tensor<Element>, perChannel: Bool = false) {
    let channels = perChannel ? z.shape[1] : 1
    let area = z.count / (z.shape[0] * channels)
    let n = Double(z.shape[0] * area)
    var (sums, squares) = ([Double](repeating: 0, count: channels), [Double]())
    for i in z.values.indices { sums[i / area % channels] += Double(z.values[i]) }
    squares = sums.map { _ in 0 }
    for i in z.values.indices {
      let c = i / area % channels
      let centered = Double(z.values[i]) - sums[c] / n
      squares[c] += centered * centered
    }
    let deviations = squares.map { Element(($0 / n).squareRoot()) }
    factor = Tensor(perChannel ? [channels] : [], deviations)
  }

  /// z / factor: what the flow learns.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  package func scaled(_ z: Tensor<Element>) -> Tensor<Element> {
    each(z) { $0 / $1 }
  }

  /// z·factor: what the decoder paints.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  package func restored(_ z: Tensor<Element>) -> Tensor<Element> {
    each(z) { $0 * $1 }
  }
  // end excerpt

  private func each(_ z: Tensor<Element>, _ combine: (Element, Element) -> Element)
    -> Tensor<Element>
  {
    let area = z.count / (z.shape[0] * factor.count)
    var result = z
    for i in z.values.indices {
      result.values[i] = combine(z.values[i], factor.values[i / area % factor.count])
    }
    return result
  }
}
