import Core

/// A layer with one tensor in and one out, for tests that treat all layers alike.
protocol DifferentiableLayer: Module<Double> {
  mutating func apply(_ x: Tensor<Double>) -> Tensor<Double>
  mutating func pullBack(_ dy: Tensor<Double>) -> Tensor<Double>
}

extension Linear<Double>: DifferentiableLayer {
  mutating func apply(_ x: Tensor<Double>) -> Tensor<Double> { forward(x) }
  mutating func pullBack(_ dy: Tensor<Double>) -> Tensor<Double> { backward(dy) }
}

extension Conv2d<Double>: DifferentiableLayer {
  mutating func apply(_ x: Tensor<Double>) -> Tensor<Double> { forward(x) }
  mutating func pullBack(_ dy: Tensor<Double>) -> Tensor<Double> { backward(dy) }
}

extension ConvTranspose2d<Double>: DifferentiableLayer {
  mutating func apply(_ x: Tensor<Double>) -> Tensor<Double> { forward(x) }
  mutating func pullBack(_ dy: Tensor<Double>) -> Tensor<Double> { backward(dy) }
}

extension GroupNorm<Double>: DifferentiableLayer {
  mutating func apply(_ x: Tensor<Double>) -> Tensor<Double> { forward(x) }
  mutating func pullBack(_ dy: Tensor<Double>) -> Tensor<Double> { backward(dy) }
}

extension LayerNorm<Double>: DifferentiableLayer {
  mutating func apply(_ x: Tensor<Double>) -> Tensor<Double> { forward(x) }
  mutating func pullBack(_ dy: Tensor<Double>) -> Tensor<Double> { backward(dy) }
}

extension SelfAttention<Double>: DifferentiableLayer {
  mutating func apply(_ x: Tensor<Double>) -> Tensor<Double> { forward(x) }
  mutating func pullBack(_ dy: Tensor<Double>) -> Tensor<Double> { backward(dy) }
}

extension MLP<Double>: DifferentiableLayer {
  mutating func apply(_ x: Tensor<Double>) -> Tensor<Double> { forward(x) }
  mutating func pullBack(_ dy: Tensor<Double>) -> Tensor<Double> { backward(dy) }
}

/// Without a time.
extension ResBlock<Double>: DifferentiableLayer {
  mutating func apply(_ x: Tensor<Double>) -> Tensor<Double> { forward(x, nil) }
  mutating func pullBack(_ dy: Tensor<Double>) -> Tensor<Double> { backward(dy).dx }
}
