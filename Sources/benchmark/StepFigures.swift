import Core
import Foundation

/// Training steps against their bound: the time that their multiplications would take at the rate of
/// a 256³ product.
enum StepFigures {
  static func figures() -> [Figure] {
    _ = Memory.isKept  // as a training does
    let isAlone = ProcessInfo.processInfo.environment["TINYHAT_THREADS"] == "1"
    let floats: Tensor<Float> = Products.numbers([256, 256])
    let doubles: Tensor<Double> = Products.numbers([256, 256])
    return TrainingStep.all().map { step in
      let product: () -> Void =
        step.isFloat
        ? { Products.keep(floats ⊗ floats) } : { Products.keep(doubles ⊗ doubles) }
      let seconds = Timing.seconds(of: [step.run, product])
      let bound = step.multiplications * seconds[1] / (256 * 256 * 256)
      let (time, least) = (Figure.short(seconds[0] * 1e3), Figure.short(bound * 1e3))
      return Figure(
        "step \(step.name)", bound / seconds[0], goal: isAlone ? 0.65 : nil,
        note: "\(time) ms, bound \(least) ms")
    }
  }
}
