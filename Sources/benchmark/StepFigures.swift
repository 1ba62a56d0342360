import Core

/// Training steps beside PyTorch's, and beside the time that their multiplications alone would take at the
/// rate of a 256³ product on one thread.
enum StepFigures {
  static func figures(isCheck: Bool) -> [Figure] {
    _ = Memory.isReused  // as a training does
    let pytorch = PyTorch.steps(isCheck: isCheck)
    let floats: Tensor<Float> = Products.numbers([256, 256])
    let doubles: Tensor<Double> = Products.numbers([256, 256])
    return TrainingStep.all().flatMap { step in
      let product: () -> Void =
        step.isFloat
        ? { Products.keep(floats ⊗ floats) } : { Products.keep(doubles ⊗ doubles) }
      let seconds = Timing.seconds(of: [
        { Threads.limited(to: 1, step.run) }, { Threads.limited(to: 2, step.run) },
        { Threads.limited(to: 1, product) },
      ])
      let bound = step.multiplications * seconds[2] / (256 * 256 * 256)
      return [1, 2].map { threads in
        figure(step.name, threads, 1e3 * seconds[threads - 1], 1e3 * bound, pytorch[step.name])
      }
    }
  }

  /// How many times as fast as PyTorch; without PyTorch, the share of the bound.
  private static func figure(
    _ name: String, _ threads: Int, _ time: Double, _ bound: Double, _ pytorch: [Int: Double]?
  ) -> Figure {
    let who = "\(name), \(threads) \(threads == 1 ? "thread" : "threads")"
    let times = "\(Figure.short(time)) ms, products alone \(Figure.short(bound)) ms"
    guard let other = pytorch?[threads] else {
      return Figure("\(who): products alone / step", bound / time, note: times)
    }
    return Figure(
      "\(who): PyTorch / ours", other / time, goal: 1.5,
      note: "\(times), PyTorch \(Figure.short(other)) ms")
  }
}
