import Numerics

/// A block of a complete GPT: chapter 0's, and whatever a language model may have besides: turned queries
/// and keys, scores lowered by distance, dropout, other places for the norms, a cache of keys and values.
package struct LanguageBlock<Element: RealNumber>: Module, Sendable {
  /// How a block's norms and residuals are wired.
  package enum Wiring: String, Sendable, CaseIterable {
    /// x + layer(norm x): what GPT-2 and its successors do.
    case preNorm = "pre-norm"
    /// norm(x + layer x): the first transformer's way.
    case postNorm = "post-norm"
    /// x + layer(x): no norm but the last one, before the logits.
    case noNorm = "residuals alone"
    /// layer(norm x): no way past the layer.
    case noResidual = "norms alone"
    /// layer(x): neither.
    case bare = "neither"

    var hasNorms: Bool { self != .bare && self != .noNorm }
    var hasResiduals: Bool { self != .bare && self != .noResidual }
  }

  /// The keys and values of the places so far.
  package struct Cache: Sendable {
    /// (1, places, features); nil before the first.
    package internal(set) var keys: Tensor<Element>?
    /// (1, places, features); nil before the first.
    package internal(set) var values: Tensor<Element>?
  }

  /// What stands before the names of its layers.
  package let name: String
  private let wiring: Wiring
  private let rotary: Rotary<Element>?
  private var norm1: LayerNorm<Element>
  private var (q, k, v, o): (Linear<Element>, Linear<Element>, Linear<Element>, Linear<Element>)
  private var attention: Attention<Element>
  private var norm2: LayerNorm<Element>
  private var mlp: MLP<Element>
  private var (dropout1, dropout2): (Dropout<Element>, Dropout<Element>)

  init(_ name: String, _ sizes: LanguageModel<Element>.Configuration) {
    self.name = name
    let (d, heads) = (sizes.features, sizes.heads)
    wiring = sizes.wiring
    rotary =
      sizes.positions == .rotary ? Rotary(size: d / heads, places: sizes.length) : nil
    func projection(_ letter: String) -> Linear<Element> {
      Linear("\(name).attention.W_\(letter)", d, d)
    }
    norm1 = LayerNorm("\(name).norm1", features: d)
    (q, k, v, o) = (projection("q"), projection("k"), projection("v"), projection("o"))
    attention = Attention("\(name).attention", heads: heads, slopes: sizes.slopes)
    norm2 = LayerNorm("\(name).norm2", features: d)
    mlp = MLP(
      "\(name).ffn", layers: ("linear1", "gelu", "linear2"), features: d, hidden: sizes.hidden)
    dropout1 = Dropout("\(name).attention.dropped", share: sizes.dropout)
    dropout2 = Dropout("\(name).ffn.dropped", share: sizes.dropout)
  }

  /// Norm1; queries, keys, values, output; norm2; MLP. Rotary positions and dropout have none.
  package mutating func forEachParameter(_ body: (inout Parameter<Element>) throws -> Void) rethrows
  {
    try norm1.forEachParameter(body)
    try q.forEachParameter(body)
    try k.forEachParameter(body)
    try v.forEachParameter(body)
    try o.forEachParameter(body)
    try norm2.forEachParameter(body)
    try mlp.forEachParameter(body)
  }

  // excerpt LanguageBlock.forward
  /// x (batch, positions, features) → the same shape.
  ///
  /// - Parameters:
  ///   - x: Without a cache, all positions; with one, only the new ones.
  ///   - place: Of the first row; the rows before it are in the cache.
  ///   - cache: Keys and values of earlier places, to which these are added; nil without a cache.
  ///   - draws: What dropout draws from; nil outside training.
  ///   - recorder: Keeps what is computed on the way, by name; nil in training.
  package mutating func forward(
    _ x: Tensor<Element>, from place: Int = 0, cache: inout Cache?,
    _ draws: Dropout<Element>.Draws? = nil, _ recorder: Recorder<Element>? = nil
  ) -> Tensor<Element> {
    let attended = withResidual(1, x, "residual1", recorder) { block, x in
      let heads = block.look(x, from: place, cache: &cache, recorder)
      return block.dropout1.forward(block.o.forward(heads, recorder), draws, recorder)
    }
    return withResidual(2, attended, "residual2", recorder) { block, x in
      block.dropout2.forward(block.mlp.forward(x, recorder), draws, recorder)
    }
  }

  /// Attention to this and all earlier places.
  private mutating func look(
    _ x: Tensor<Element>, from place: Int, cache: inout Cache?, _ recorder: Recorder<Element>?
  ) -> Tensor<Element> {
    var (q, k) = (q.forward(x, recorder), k.forward(x, recorder))
    if let rotary {
      (q, k) = (rotary.forward(q, from: place, recorder), rotary.forward(k, from: place, recorder))
      recorder?.record("\(name).attention.q_turned", q)
      recorder?.record("\(name).attention.k_turned", k)
    }
    var v = v.forward(x, recorder)
    if let before = cache {
      (k, v) = (before.keys?.followed(by: k) ?? k, before.values?.followed(by: v) ?? v)
      cache = Cache(keys: k, values: v)
    }
    return attention.forward(q, k, v, .causal, recorder)
  }
  // end excerpt

  // excerpt LanguageBlock.backward
  /// The way back of a pass without a cache.
  package mutating func backward(_ dy: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> Tensor<Element>
  {
    let d = withResidualGradient(2, dy, "residual2", recorder) { block, d in
      block.mlp.backward(block.dropout2.backward(d, recorder), recorder)
    }
    return withResidualGradient(1, d, "residual1", recorder) { block, d in
      let dHeads = block.o.backward(block.dropout1.backward(d, recorder), recorder)
      var (dq, dk, dv) = block.attention.backward(dHeads, recorder)
      if let rotary = block.rotary {
        recorder?.recordGradient(of: "\(block.name).attention.q_turned", dq)
        recorder?.recordGradient(of: "\(block.name).attention.k_turned", dk)
        (dq, dk) = (rotary.backward(dq), rotary.backward(dk))
      }
      return block.q.backward(dq, recorder) + block.k.backward(dk, recorder)
        + block.v.backward(dv, recorder)
    }
  }
  // end excerpt
}

/// The wirings of a layer, a norm and a residual.
extension LanguageBlock {
  /// Norm 1 or norm 2. (By number, not by key path: code with a key path to something private cannot be
  /// specialized outside of this module, and is slow.)
  private mutating func normalized(
    _ norm: Int, _ x: Tensor<Element>, _ recorder: Recorder<Element>?
  ) -> Tensor<Element> { norm == 1 ? norm1.forward(x, recorder) : norm2.forward(x, recorder) }

  private mutating func unnormalized(
    _ norm: Int, _ dy: Tensor<Element>, _ recorder: Recorder<Element>?
  ) -> Tensor<Element> { norm == 1 ? norm1.backward(dy, recorder) : norm2.backward(dy, recorder) }

  private typealias Layer = (inout LanguageBlock, Tensor<Element>) -> Tensor<Element>

  private mutating func withResidual(
    _ norm: Int, _ x: Tensor<Element>, _ sum: String,
    _ recorder: Recorder<Element>?, _ layer: Layer
  ) -> Tensor<Element> {
    if wiring == .postNorm {
      let y = x + layer(&self, x)
      recorder?.record("\(name).\(sum)", y)
      return normalized(norm, y, recorder)
    }
    let change = layer(&self, wiring.hasNorms ? normalized(norm, x, recorder) : x)
    let y = wiring.hasResiduals ? x + change : change
    recorder?.record("\(name).\(sum)", y)
    return y
  }

  private mutating func withResidualGradient(
    _ norm: Int, _ dy: Tensor<Element>,
    _ sum: String, _ recorder: Recorder<Element>?, _ layer: Layer
  ) -> Tensor<Element> {
    if wiring == .postNorm {
      let d = unnormalized(norm, dy, recorder)
      recorder?.recordGradient(of: "\(name).\(sum)", d)
      return d + layer(&self, d)
    }
    recorder?.recordGradient(of: "\(name).\(sum)", dy)
    var d = layer(&self, dy)
    if wiring.hasNorms { d = unnormalized(norm, d, recorder) }
    return wiring.hasResiduals ? dy + d : d
  }
}

extension Tensor {
  /// (1, places, d) and (1, more, d) → (1, places + more, d)
  fileprivate func followed(by other: Tensor) -> Tensor {
    Tensor([1, shape[1] + other.shape[1], shape[2]], values + other.values)
  }
}
