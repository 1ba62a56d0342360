import Core
import Numerics

/// A transformer of one block from which norms may be left out: their input goes on as it is. With all
/// norms in place its logits are the model's own, bit for bit.
struct WithoutNorms {
  private let model: Gpt<Double>
  private let leftOut: [String]
  private let values: [String: Tensor<Double>]

  init(_ model: Gpt<Double>, _ leftOut: [String]) {
    self.model = model
    self.leftOut = leftOut
    values = Dictionary(uniqueKeysWithValues: model.parameters.map { ($0.name, $0.value) })
  }

  /// The logits at every place: ids (batch × places) → (batch, positions, tokens).
  func forward(_ ids: [[Int]]) -> Tensor<Double> {
    let (sizes, block) = (model.configuration, "blocks.0")
    let places = ids.map { Array($0.indices) }
    let x0 =
      embedded("token_embedding.embedding", sizes.vocabulary, ids)
      + embedded("pos_encoding.pos_embedding", sizes.length, places)
    let normed = norm("\(block).norm1", x0)
    let (q, k, v) = (
      linear("\(block).attention.W_q", normed), linear("\(block).attention.W_k", normed),
      linear("\(block).attention.W_v", normed)
    )
    var attention = Attention<Double>("", heads: sizes.heads)
    let x1 = x0 + linear("\(block).attention.W_o", attention.forward(q, k, v, .causal))
    var gelu = Pointwise<GELU, Double>("")
    let active = gelu.forward(linear("\(block).ffn.linear1", norm("\(block).norm2", x1)))
    let x2 = x1 + linear("\(block).ffn.linear2", active)
    return linear("output_proj", norm("ln_f", x2))
  }

  private func embedded(_ name: String, _ rows: Int, _ ids: [[Int]]) -> Tensor<Double> {
    var layer = loaded(Embedding(name, tokens: rows, features: model.configuration.features))
    return layer.forward(ids)
  }

  private func norm(_ name: String, _ x: Tensor<Double>) -> Tensor<Double> {
    if leftOut.contains(name) { return x }
    var layer = loaded(LayerNorm(name, features: model.configuration.features))
    return layer.forward(x)
  }

  private func linear(_ name: String, _ x: Tensor<Double>) -> Tensor<Double> {
    let shape = values["\(name).weight"]?.shape ?? [0, 0]
    var layer = loaded(
      Linear(name, shape[1], shape[0], hasBias: values["\(name).bias"] != nil))
    return layer.forward(x)
  }

  /// The layer with the model's parameters.
  private func loaded<Layer: Module<Double>>(_ layer: Layer) -> Layer {
    var layer = layer
    layer.forEachParameter { $0.value = values[$0.name] ?? $0.value }
    return layer
  }
}
