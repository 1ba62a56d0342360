import Numerics

/// The batches of a flow-matching training: data, noise and times, batch after batch.
package struct FlowBatches<Element: RealNumber>: Sendable {
  /// Pictures of a batch.
  package let size: Int
  /// (channels, rows, columns) of a picture.
  package let shape: [Int]
  /// How the times are drawn.
  package let timing: Timing
  private let (noise, times): (NamedRandom.Draws, NamedRandom.Draws)

  /// How the times of training are drawn.
  package enum Timing: Equatable, Sendable {
    /// Evenly between 0 and 1.
    case uniform
    /// t = σ(m + z) with normal z: with m = 0 more often in the middle, where the question is hard, with
    /// m > 0 nearer to noise. Esser et al., "Scaling Rectified Flow Transformers", 2024, section 3.1.
    case logitNormal(mean: Double)

    /// How many of the times, from 0 to 1, are below one between 0 and 1.
    package func share(below time: Double) -> Double {
      switch self {
      case .uniform: time
      case .logitNormal(let mean):
        0.5 + 0.5 * Double.erf((Double.log(time / (1 - time)) - mean) / 2.squareRoot())
      }
    }
  }

  /// - Parameters:
  ///   - size: How many pictures a batch has.
  ///   - shape: (channels, rows, columns) of a picture.
  ///   - random: Noise and times are its draws `train.x1` and `train.t`.
  ///   - timing: How the times are drawn: by default evenly between 0 and 1.
  package init(of size: Int, shape: [Int], random: NamedRandom, timing: Timing = .uniform) {
    self.size = size
    self.shape = shape
    self.timing = timing
    (noise, times) = (random["train.x1"], random["train.t"])
  }

  /// Adds one batch's gradients to the model's.
  ///
  /// - Parameters:
  ///   - model: Predicts the velocities; afterwards its gradients hold the batch's, too.
  ///   - condition: What the batch's pictures are asked to be.
  ///   - step: The number of the batch, from 0, which decides its noise, its times and its pictures' numbers.
  ///   - picture: The pixels of picture number i, i = 0, 1, 2, …
  /// - Returns: The batch's loss.
  package func loss<Model: VelocityModel<Element>>(
    _ model: inout Model, _ condition: Model.Condition, step: Int, picture: (Int) -> [Double]
  ) -> Element {
    let range = step * size..<(step + 1) * size
    let pixels = shape.reduce(1, *)
    let x0 = Tensor([size] + shape, range.flatMap { picture($0).map { Element($0) } })
    let x1 = Tensor<Element>(
      [size] + shape,
      normals: noise, from: range.lowerBound * pixels)
    let t = Tensor([size], range.map { Element(time($0)) })
    // excerpt FlowBatches.loss
    var flow = Flow<Element>()
    let x = flow.interpolate(x0, x1, t)
    let loss = flow.loss(model.forward(x, t, condition, nil))
    flow.backward(&model)
    // end excerpt
    return loss
  }

  private func time(_ i: Int) -> Double {
    switch timing {
    case .uniform: times.uniform(i)
    case .logitNormal(let mean): 1 / (1 + Double.exp(-(mean + times.normal(i))))
    }
  }
}
