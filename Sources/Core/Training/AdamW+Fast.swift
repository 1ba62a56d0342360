import Numerics

extension AdamW {
  /// `update` where nothing is recorded: the same steps with the same bits, in one go and on all threads.
  package mutating func update(_ model: inout some Module<Element>) {
    step += 1
    let rest = (1 - beta1.raised(to: step), 1 - beta2.raised(to: step))
    model.forEachParameter { step(&$0, rest) }
  }

  /// - Parameter rest: 1 − β₁ᵗ and 1 − β₂ᵗ.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  private mutating func step(_ p: inout Parameter<Element>, _ rest: (Element, Element)) {
    let (beta1, beta2, epsilon, rate) = (beta1, beta2, epsilon, learningRate)
    let (count, decay) = (p.value.count, decay(of: p))
    var (m, v) =
      moments.removeValue(forKey: p.name) ?? (Tensor(p.value.shape), Tensor(p.value.shape))
    require(p.gradient.shape == p.value.shape && m.shape == p.value.shape, "shapes of \(p.name)")
    p.value.values.withMutableStart { θ in
      p.gradient.values.withStart { g in
        m.values.withMutableStart { m in
          v.values.withMutableStart { v in
            Threads.splitEntries(count) {
              for i in $0 {
                m[i] = beta1 * m[i] + (1 - beta1) * g[i]
                v[i] = beta2 * v[i] + (1 - beta2) * (g[i] * g[i])
                let (mHat, vHat) = (m[i] / rest.0, v[i] / rest.1)
                θ[i] = (θ[i] - decay * θ[i]) - rate * mHat / (vHat.squareRoot() + epsilon)
              }
            }
          }
        }
      }
    }
    moments[p.name] = (m, v)
  }
}
