import Numerics

/// A small GPT: token and position embeddings, pre-norm transformer blocks, a final norm and an
/// output projection without bias. Radford et al., "Language Models are Unsupervised Multitask
/// Learners", 2019.
public struct Gpt<Element: RealNumber>: Module, Sendable {
  public struct Configuration: Sendable, Equatable {
    public var vocabulary: Int
    public var length: Int
    public var features: Int
    public var heads: Int
    public var hidden: Int
    public var layers: Int

    public init(
      vocabulary: Int, length: Int, features: Int, heads: Int, hidden: Int, layers: Int
    ) {
      self.vocabulary = vocabulary
      self.length = length
      self.features = features
      self.heads = heads
      self.hidden = hidden
      self.layers = layers
    }
  }

  public let configuration: Configuration
  private var tokens: Embedding<Element>
  private var positions: Embedding<Element>
  private var blocks: [TransformerBlock<Element>]
  private var norm: LayerNorm<Element>
  private var output: Linear<Element>

  public init(_ configuration: Configuration) {
    self.configuration = configuration
    let d = configuration.features
    tokens = Embedding("token_embedding.embedding", tokens: configuration.vocabulary, features: d)
    positions = Embedding("pos_encoding.pos_embedding", tokens: configuration.length, features: d)
    blocks = (0..<configuration.layers).map {
      TransformerBlock(
        "blocks.\($0)", features: d, heads: configuration.heads, hidden: configuration.hidden)
    }
    norm = LayerNorm("ln_f", features: d)
    output = Linear("output_proj", d, configuration.vocabulary, hasBias: false)
  }

  public mutating func forEachParameter(_ body: (inout Parameter<Element>) throws -> Void) rethrows
  {
    try tokens.forEachParameter(body)
    try positions.forEachParameter(body)
    for i in blocks.indices { try blocks[i].forEachParameter(body) }
    try norm.forEachParameter(body)
    try output.forEachParameter(body)
  }

  // excerpt Gpt.forward
  /// The logits of the next token at every place: ids (batch × places) → (batch · places, tokens).
  public mutating func forward(_ ids: [[Int]], _ recorder: Recorder<Element>? = nil)
    -> Tensor<Element>
  {
    let (batch, places) = (ids.count, ids[0].count)
    var x =
      tokens.forward(ids.flatMap { $0 })
      + positions.forward((0..<batch * places).map { $0 % places })
    recorder?.record("embedding", x)
    for i in blocks.indices { x = blocks[i].forward(x, batch: batch, recorder) }
    return output.forward(norm.forward(x, recorder), recorder)
  }
  // end excerpt

  // excerpt Gpt.backward
  /// Adds to every parameter's gradient, from the gradient of the logits.
  public mutating func backward(_ dy: Tensor<Element>, _ recorder: Recorder<Element>? = nil) {
    var d = norm.backward(output.backward(dy, recorder), recorder)
    for i in blocks.indices.reversed() { d = blocks[i].backward(d, recorder) }
    recorder?.recordGradient(of: "embedding", d)
    tokens.backward(d)
    positions.backward(d)
  }
  // end excerpt
}

/// x ← x + attention(norm1 x), then x ← x + linear2(GELU(linear1(norm2 x))).
public struct TransformerBlock<Element: RealNumber>: Module, Sendable {
  public let name: String
  private var norm1: LayerNorm<Element>
  private var (q, k, v, o): (Linear<Element>, Linear<Element>, Linear<Element>, Linear<Element>)
  private var attention: Attention<Element>
  private var norm2: LayerNorm<Element>
  private var linear1: Linear<Element>
  private var gelu: Pointwise<GELU, Element>
  private var linear2: Linear<Element>

  public init(_ name: String, features: Int, heads: Int, hidden: Int) {
    self.name = name
    func projection(_ letter: String) -> Linear<Element> {
      Linear("\(name).attention.W_\(letter)", features, features)
    }
    norm1 = LayerNorm("\(name).norm1", features: features)
    (q, k, v, o) = (projection("q"), projection("k"), projection("v"), projection("o"))
    attention = Attention("\(name).attention", heads: heads)
    norm2 = LayerNorm("\(name).norm2", features: features)
    linear1 = Linear("\(name).ffn.linear1", features, hidden)
    gelu = Pointwise("\(name).ffn.gelu")
    linear2 = Linear("\(name).ffn.linear2", hidden, features)
  }

  public mutating func forEachParameter(_ body: (inout Parameter<Element>) throws -> Void) rethrows
  {
    try norm1.forEachParameter(body)
    try q.forEachParameter(body)
    try k.forEachParameter(body)
    try v.forEachParameter(body)
    try o.forEachParameter(body)
    try norm2.forEachParameter(body)
    try linear1.forEachParameter(body)
    try linear2.forEachParameter(body)
  }

  // excerpt TransformerBlock.forward
  /// x (batch · places, features) → the same shape.
  public mutating func forward(
    _ x: Tensor<Element>, batch: Int, _ recorder: Recorder<Element>? = nil
  ) -> Tensor<Element> {
    let rows = [batch, x.shape[0] / batch, x.shape[1]]
    let normed = norm1.forward(x, recorder)
    let heads = attention.forward(
      q.forward(normed, recorder).reshaped(rows), k.forward(normed, recorder).reshaped(rows),
      v.forward(normed, recorder).reshaped(rows), .causal, recorder)
    let attended = x + o.forward(heads.reshaped(x.shape), recorder)
    recorder?.record("\(name).residual1", attended)
    let hidden = gelu.forward(
      linear1.forward(norm2.forward(attended, recorder), recorder), recorder)
    let result = attended + linear2.forward(hidden, recorder)
    recorder?.record("\(name).residual2", result)
    return result
  }
  // end excerpt

  // excerpt TransformerBlock.backward
  /// Each residual hands its gradient on twice: past its layers, and through them.
  public mutating func backward(_ dy: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> Tensor<Element>
  {
    recorder?.recordGradient(of: "\(name).residual2", dy)
    let dHidden = gelu.backward(linear2.backward(dy, recorder), recorder)
    let d = dy + norm2.backward(linear1.backward(dHidden, recorder), recorder)
    recorder?.recordGradient(of: "\(name).residual1", d)
    let dHeads = o.backward(d, recorder)
    let (dq, dk, dv) = attention.backward(dHeads.batched(like: attention), recorder)
    let flat = d.shape
    let dNormed =
      q.backward(dq.reshaped(flat), recorder) + k.backward(dk.reshaped(flat), recorder)
      + v.backward(dv.reshaped(flat), recorder)
    return d + norm1.backward(dNormed, recorder)
  }
  // end excerpt
}

extension Tensor {
  /// (batch · places, d) → (batch, places, d), with the batch that the attention saw last.
  fileprivate func batched(like attention: Attention<Element>) -> Tensor {
    reshaped([attention.batch, shape[0] / attention.batch, shape[1]])
  }
}
