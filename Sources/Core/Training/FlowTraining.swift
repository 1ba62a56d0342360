import Numerics

/// Trains a U-Net to predict velocities, on batches of pictures.
public struct FlowTraining<Element: RealNumber>: Sendable {
  public var steps: Int
  public var batch: Int
  /// Held for the first third of the steps, then lowered evenly towards 0.
  public var learningRate: Double
  public var weightDecay: Double
  /// (channels, rows, columns) of a picture.
  public var shape: [Int]

  public init(
    steps: Int, batch: Int, learningRate: Double, weightDecay: Double = 0.01, shape: [Int]
  ) {
    self.steps = steps
    self.batch = batch
    self.learningRate = learningRate
    self.weightDecay = weightDecay
    self.shape = shape
  }

  /// - Parameters:
  ///   - random: Noise and times are its draws `train.x1` and `train.t`.
  ///   - picture: The pixels of picture number i, i = 0, 1, 2, …
  /// - Returns: The loss of each step, measured before its update.
  public func run(
    _ model: inout UNet<Element>, random: NamedRandom, picture: (Int) -> [Double],
    progress: (Int) -> Void = { _ in }
  ) -> [Element] {
    let (noise, times) = (random["train.x1"], random["train.t"])
    let size = shape.reduce(1, *)
    var optimizer = AdamW<Element>(
      learningRate: Element(learningRate), weightDecay: Element(weightDecay))
    var flow = Flow<Element>()
    return (0..<steps).map { step in
      let range = step * batch..<(step + 1) * batch
      let x0 = Tensor([batch] + shape, range.flatMap { picture($0).map { Element($0) } })
      let x1 = Tensor(
        [batch] + shape,
        (range.lowerBound * size..<range.upperBound * size).map { Element(noise.normal($0)) })
      let t = Tensor([batch], range.map { Element(times.uniform($0)) })
      optimizer.learningRate = Element(learningRate * rate(at: step))
      progress(step)
      // excerpt FlowTraining.step
      let x = flow.interpolate(x0, x1, t)
      let loss = flow.loss(model.forward(x, t))
      model.zeroGradients()
      flow.backward(&model)
      optimizer.update(&model)
      // end excerpt
      return loss
    }
  }

  private func rate(at step: Int) -> Double {
    min(1, 1.5 * Double(steps - step) / Double(steps))
  }
}

extension UNet {
  /// The velocity at one time for a whole batch, as solvers ask for it.
  public func velocity(_ x: Tensor<Element>, _ t: Element) -> Tensor<Element> {
    var model = self
    return model.forward(x, Tensor([x.shape[0]], repeating: t))
  }
}
