import Numerics

/// Scaled dot-product attention with several heads: every query looks at all keys it may see,
/// and takes the values' average, weighted by how well their keys fit.
///
/// Head h owns features h·d/heads ..< (h+1)·d/heads of queries, keys and values. It has no
/// parameters; the layers around it project. Vaswani et al., "Attention Is All You Need", 2017.
package struct Attention<Element: RealNumber>: Sendable {
  /// Which keys a query may see.
  package enum Mask: Sendable {
    /// All of them.
    case none
    /// Those at or before its own place. Fewer queries than keys are the last ones.
    case causal
    /// Those marked true, for each batch: (batch, keys).
    case keys([[Bool]])

    /// Puts a number wherever a query may not look: (batch, heads, queries, keys).
    func fill(_ x: inout Tensor<Element>, with value: Element) {
      let (heads, queries, keys) = (x.shape[1], x.shape[2], x.shape[3])
      let rows = x.shape[0] * heads * queries
      x.values.withMutableStart { x in
        for row in 0..<rows {
          let start = x + row * keys
          switch self {
          case .none: return
          case .causal:
            let first = max(0, keys - queries)
            for j in min(keys, first + row % queries + 1)..<keys { start[j] = value }
          case .keys(let real):
            let real = real[row / (heads * queries)]
            for j in 0..<keys where !real[j] { start[j] = value }
          }
        }
      }
    }
  }

  /// What stands before the names of its steps: `NAME.scores`.
  package let name: String
  private let heads: Int
  /// ALiBi's slope for each head; none where scores are left as they are.
  private let slopes: [Element]
  private var (q, k, v) = (
    Tensor<Element>([0, 0, 0]), Tensor<Element>([0, 0, 0]), Tensor<Element>([0, 0, 0])
  )
  private var mask = Mask.none
  private var softmax = Softmax<Element>()

  /// - Parameters:
  ///   - name: What stands before the names of its steps: `NAME.scores`.
  ///   - heads: They divide the features of queries, keys and values.
  ///   - slopes: ALiBi's, one for each head; none leaves the scores as they are.
  package init(_ name: String, heads: Int, slopes: [Element] = []) {
    self.name = name
    self.heads = heads
    self.slopes = slopes
  }

  // excerpt Attention.forward
  /// softmax(q kᵀ / √(d/heads)) v, head by head: q (batch, queries, d), k and v (batch, keys, d),
  /// result (batch, queries, d). A masked key gets the score −∞, and so the weight 0.
  package mutating func forward(
    _ q: Tensor<Element>, _ k: Tensor<Element>, _ v: Tensor<Element>, _ mask: Mask,
    _ recorder: Recorder<Element>? = nil
  ) -> Tensor<Element> {
    (self.q, self.k, self.v, self.mask) = (q, k, v, mask)
    let root = Element(q.shape[2] / heads).squareRoot()
    let scores = Tensor.headScores(q, k, heads: heads)  // (batch, heads, queries, keys)
    let scaled = scores.map { $0 / root }
    var seen = biased(scaled, recorder)
    mask.fill(&seen, with: -.infinity)
    let weights = softmax.forward(seen)
    let result = Tensor.headAverages(weights, v)
    if let recorder {
      recorder.recordConstant("\(name).head_size", Element(q.shape[2] / heads))
      recorder.recordConstant("\(name).root", root)
      recorder.record("\(name).scores", scores)
      recorder.record("\(name).scaled", scaled)
      recorder.record("\(name).weights", weights)
      recorder.record("\(name).heads", result)
    }
    return result
  }
  // end excerpt

  // excerpt Attention.backward
  /// With w the weights: dv = wᵀ dy, dw = dy vᵀ; through the softmax
  /// dScaled = w · (dw − Σ dw·w); then dq = dScaled k / √, dk = dScaledᵀ q / √.
  package func backward(_ dy: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> (dq: Tensor<Element>, dk: Tensor<Element>, dv: Tensor<Element>)
  {
    let root = Element(q.shape[2] / heads).squareRoot()
    var dWeights = Tensor.headScores(dy, v, heads: heads)
    mask.fill(&dWeights, with: 0)  // a masked weight is not used at all
    let dScaled = softmax.backward(dWeights)
    let dScores = dScaled.map { $0 / root }
    let dq = Tensor.headAverages(dScores, k)
    let dk = Tensor.headAverages(transposed: dScores, q)
    let dv = Tensor.headAverages(transposed: softmax.output, dy)
    if let recorder {
      recorder.recordGradient(of: "\(name).heads", dy)
      recorder.recordGradient(of: "\(name).weights", dWeights)
      if !slopes.isEmpty { recorder.recordGradient(of: "\(name).biased", dScaled) }
      recorder.recordGradient(of: "\(name).scaled", dScaled)
      recorder.recordGradient(of: "\(name).scores", dScores)
    }
    return (dq, dk, dv)
  }
  // end excerpt

  // excerpt Attention.biased
  /// scaled − slope · (place of the query − place of the key), where there are slopes: the further back
  /// a key, the lower its score. Press, Smith, Lewis, "Train Short, Test Long", 2021.
  private func biased(_ scaled: Tensor<Element>, _ recorder: Recorder<Element>?) -> Tensor<Element>
  {
    if slopes.isEmpty { return scaled }
    let (queries, keys) = (scaled.shape[2], scaled.shape[3])
    let distances = (0..<queries * keys).map { Element(keys - queries + $0 / keys - $0 % keys) }
    var result = scaled
    for head in 0..<scaled.shape[0] * heads {
      for i in distances.indices {
        result.values[head * distances.count + i] -= slopes[head % heads] * distances[i]
      }
    }
    recorder?.recordConstant("\(name).slope", Tensor([heads], slopes))
    recorder?.record("\(name).distance", Tensor([queries, keys], distances))
    recorder?.record("\(name).biased", result)
    return result
  }
  // end excerpt
}
