import Core

/// Training steps beside PyTorch's, and beside the time that their multiplications alone would take at the
/// rate of a 256³ product on one thread.
enum StepFigures {
  static func figures(isCheck: Bool) -> [Figure] {
    _ = Memory.isReused  // as a training does
    let pytorch = PyTorch.times(["--compile"], isCheck: isCheck)
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
      return [1, 2].flatMap { threads in
        figures(step.name, threads, 1e3 * seconds[threads - 1], 1e3 * bound, pytorch[step.name])
      }
    }
  }

  /// How many times as fast as PyTorch; without PyTorch, the share of the bound.
  private static func figures(
    _ name: String, _ threads: Int, _ time: Double, _ bound: Double,
    _ pytorch: [Int: PyTorch.Times]?
  ) -> [Figure] {
    let times = "\(Figure.short(time)) ms, products alone \(Figure.short(bound)) ms"
    guard let other = pytorch?[threads] else {
      let who = Figure.name(name, threads: threads)
      return [Figure("\(who): products alone / step", bound / time, note: times)]
    }
    return PyTorch.figures(name, threads: threads, ours: time, other, note: times)
  }
}
