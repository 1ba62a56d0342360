import Numerics

/// Scaled dot-product attention with several heads: every query looks at all keys it may see,
/// and takes the values' average, weighted by how well their keys fit.
///
/// Head h owns features h·d/heads ..< (h+1)·d/heads of queries, keys and values. It has no
/// parameters; the layers around it project. Vaswani et al., "Attention Is All You Need", 2017.
public struct Attention<Element: RealNumber>: Sendable {
  /// Which keys a query may see.
  public enum Mask: Sendable {
    case none
    /// Those at or before its own place.
    case causal
    /// Those marked true, for each batch: (batch, keys).
    case keys([[Bool]])

    func allows(batch: Int, query: Int, key: Int) -> Bool {
      switch self {
      case .none: true
      case .causal: key <= query
      case .keys(let real): real[batch][key]
      }
    }

    /// Puts a number wherever a query may not look: queries × keys of one batch entry.
    func fill(_ matrix: inout Tensor<Element>, batch: Int, with value: Element) {
      for i in 0..<matrix.shape[0] {
        for j in 0..<matrix.shape[1] where !allows(batch: batch, query: i, key: j) {
          matrix[i, j] = value
        }
      }
    }
  }

  public let name: String
  private let heads: Int
  private var (q, k, v) = (
    Tensor<Element>([0, 0, 0]), Tensor<Element>([0, 0, 0]), Tensor<Element>([0, 0, 0])
  )
  private var mask = Mask.none
  /// (batch, head): queries × keys.
  private var weights: [Tensor<Element>] = []

  public init(_ name: String, heads: Int) {
    self.name = name
    self.heads = heads
  }

  // excerpt Attention.forward
  /// softmax(q kᵀ / √(d/heads)) v, head by head: q (batch, queries, d), k and v (batch, keys, d),
  /// result (batch, queries, d). A masked key gets the score −∞, and so the weight 0.
  public mutating func forward(
    _ q: Tensor<Element>, _ k: Tensor<Element>, _ v: Tensor<Element>, _ mask: Mask,
    _ recorder: Recorder<Element>? = nil
  ) -> Tensor<Element> {
    (self.q, self.k, self.v, self.mask) = (q, k, v, mask)
    weights = []
    let root = Element(q.shape[2] / heads).squareRoot()
    var result = Tensor<Element>(q.shape)
    var (scores, scaled) = ([Element](), [Element]())
    for n in 0..<q.shape[0] {
      for h in 0..<heads {
        let score = q.head(h, of: heads, n) ⊗ k.head(h, of: heads, n).transposed()
        var seen = score.map { $0 / root }
        (scores, scaled) = (scores + score.values, scaled + seen.values)
        mask.fill(&seen, batch: n, with: -.infinity)
        var softmax = Softmax<Element>()
        weights.append(softmax.forward(seen))
        result.setHead(h, of: heads, n, weights[weights.count - 1] ⊗ v.head(h, of: heads, n))
      }
    }
    // end excerpt
    if let recorder {
      let shape = [q.shape[0], heads, q.shape[1], k.shape[1]]
      recorder.recordConstant("\(name).head_size", Element(q.shape[2] / heads))
      recorder.recordConstant("\(name).root", root)
      recorder.record("\(name).scores", Tensor(shape, scores))
      recorder.record("\(name).scaled", Tensor(shape, scaled))
      recorder.record("\(name).weights", Tensor(shape, weights.flatMap(\.values)))
      recorder.record("\(name).heads", result)
    }
    return result
  }

  // excerpt Attention.backward
  /// With w the weights: dv = wᵀ dy, dw = dy vᵀ; through the softmax
  /// dScaled = w · (dw − Σ dw·w); then dq = dScaled k / √, dk = dScaledᵀ q / √.
  public func backward(_ dy: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> (dq: Tensor<Element>, dk: Tensor<Element>, dv: Tensor<Element>)
  {
    let root = Element(q.shape[2] / heads).squareRoot()
    var (dq, dk, dv) = (
      Tensor<Element>(q.shape), Tensor<Element>(k.shape), Tensor<Element>(v.shape)
    )
    var (dWeights, dScaled, dScores) = ([Element](), [Element](), [Element]())
    for n in 0..<q.shape[0] {
      for h in 0..<heads {
        let (w, d) = (weights[n * heads + h], dy.head(h, of: heads, n))
        dv.setHead(h, of: heads, n, w.transposed() ⊗ d)
        var dw = d ⊗ v.head(h, of: heads, n).transposed()
        mask.fill(&dw, batch: n, with: 0)  // a masked weight is not used at all
        var ds = dw
        for i in 0..<w.shape[0] {
          let mean = (0..<w.shape[1]).reduce(Element(0)) { $0 + dw[i, $1] * w[i, $1] }
          for j in 0..<w.shape[1] { ds[i, j] = w[i, j] * (dw[i, j] - mean) }
        }
        let d0 = ds.map { $0 / root }
        dq.setHead(h, of: heads, n, d0 ⊗ k.head(h, of: heads, n))
        dk.setHead(h, of: heads, n, d0.transposed() ⊗ q.head(h, of: heads, n))
        dWeights += dw.values
        dScaled += ds.values
        dScores += d0.values
      }
    }
    // end excerpt
    if let recorder {
      let shape = [q.shape[0], heads, q.shape[1], k.shape[1]]
      recorder.recordGradient(of: "\(name).heads", dy)
      recorder.recordGradient(of: "\(name).weights", Tensor(shape, dWeights))
      recorder.recordGradient(of: "\(name).scaled", Tensor(shape, dScaled))
      recorder.recordGradient(of: "\(name).scores", Tensor(shape, dScores))
    }
    return (dq, dk, dv)
  }
}

extension Tensor {
  /// (batch, rows, d) → (rows, d/heads): one head's features of one batch entry.
  fileprivate func head(_ h: Int, of heads: Int, _ n: Int) -> Tensor {
    let (rows, d) = (shape[1], shape[2])
    let size = d / heads
    return Tensor(
      [rows, size],
      (0..<rows).flatMap { i -> ArraySlice<Element> in
        let start = (n * rows + i) * d + h * size
        return values[start..<start + size]
      })
  }

  fileprivate mutating func setHead(_ h: Int, of heads: Int, _ n: Int, _ part: Tensor) {
    let (rows, d) = (shape[1], shape[2])
    let size = d / heads
    for i in 0..<rows {
      for c in 0..<size { values[(n * rows + i) * d + h * size + c] = part.values[i * size + c] }
    }
  }
}
