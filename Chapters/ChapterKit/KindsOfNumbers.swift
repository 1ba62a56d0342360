import Core

// Chapters are built without the optimizer. A pass that is called from there is the general one, for any kind
// of number, and many times slower than one that knows its kind. These know it: they stand in a module that is
// built with the optimizer.

extension VAE<Float> {
  /// Pictures (batch, channels, rows, columns) → means and logarithms of variances of their latents.
  package mutating func encode(_ x: Tensor<Float>) -> (mean: Tensor<Float>, logvar: Tensor<Float>) {
    encode(x, nil)
  }

  /// Latents (batch, channels, rows, columns) → pictures.
  package mutating func decode(_ z: Tensor<Float>) -> Tensor<Float> { decode(z, nil) }
}

extension ClipText<Float> {
  /// Captions as ids → their arrows (batch, joint).
  package mutating func forward(_ ids: [[Int]]) -> Tensor<Float> { forward(ids, nil) }

  /// Captions as ids → every token's output (batch, length, features).
  package mutating func words(_ ids: [[Int]]) -> Tensor<Float> { words(ids, nil) }
}

extension ClipImage<Float> {
  /// Pictures (batch, channels, rows, columns) → their arrows (batch, joint).
  package mutating func forward(_ pictures: Tensor<Float>) -> Tensor<Float> {
    forward(pictures, nil)
  }
}

extension LanguageModel<Float> {
  /// Texts as ids → the logits of the next token at every place (batch, positions, tokens).
  package mutating func forward(_ ids: [[Int]]) -> Tensor<Float> { forward(ids, nil) }
}

extension LanguageModel<Double> {
  /// Texts as ids → the logits of the next token at every place (batch, positions, tokens).
  package mutating func forward(_ ids: [[Int]]) -> Tensor<Double> { forward(ids, nil) }
}
