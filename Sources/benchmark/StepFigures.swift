import Core

/// Training steps against their bound: the time that their multiplications would take at the rate of
/// a 256³ product on one thread.
enum StepFigures {
  static func figures() -> [Figure] {
    _ = Memory.isReused  // as a training does
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
      return [("1 thread", 0.65, seconds[0]), ("2 threads", 1.15, seconds[1])].map {
        threads, goal, time in
        Figure(
          "\(step.name), \(threads)", bound / time, goal: goal,
          note: "\(Figure.short(time * 1e3)) ms, bound \(Figure.short(bound * 1e3)) ms")
      }
    }
  }
}
