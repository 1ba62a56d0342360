import Core
import Numerics
import Testing

/// Trainings that are interrupted.
@Suite struct TrainingStateTests {
  private let trainer = Trainer<Float>(
    steps: 12, learningRate: 0.05, schedule: .cosine(warmUp: 3), clipping: 0.5, averaging: 0.9)

  private func start() -> Linear<Float> {
    var model = Linear<Float>("l", 3, 2)
    model.initialize { StartingValues.usual($0, NamedRandom(seed: 2)) }
    return model
  }

  /// A batch of its own for each step.
  private func loss(_ model: inout Linear<Float>, _ step: Int) -> Float {
    let draws = NamedRandom(seed: 3)["x"]
    let x = Tensor<Float>([4, 3], (0..<12).map { Float(draws.normal(12 * step + $0)) })
    var mse = MeanSquaredError<Float>()
    let loss = mse.forward(model.forward(x), Tensor([4, 2], repeating: 1))
    _ = model.backward(mse.backward())
    return loss
  }

  private struct Interrupted: Error {}

  @Test(arguments: [1, 4, 11])
  func `an interrupted training goes on to the same bits`(after: Int) throws {
    var whole = trainer.start(start())
    trainer.run(&whole, progress: { _ in }, loss: loss)
    var first = trainer.start(start())
    #expect(throws: Interrupted.self) {
      try trainer.run(
        &first, progress: { if $0.losses.count == after { throw Interrupted() } }, loss: loss)
    }
    var second = trainer.start(Linear<Float>("l", 3, 2))
    try second.load(Dictionary(uniqueKeysWithValues: first.tensors.map { ($0.name, $0.tensor) }))
    #expect(second.losses.count == after)
    trainer.run(&second, progress: { _ in }, loss: loss)
    #expect(second.losses == whole.losses)
    for (a, b) in zip(second.tensors, whole.tensors) {
      #expect(a.name == b.name && a.tensor == b.tensor)
    }
    #expect(second.result.parameters.map(\.value) == whole.result.parameters.map(\.value))
  }

  @Test func `a state of another model is refused, and nothing is changed`() throws {
    var state = trainer.start(start())
    trainer.run(&state, progress: { _ in }, loss: loss)
    let kept = Dictionary(uniqueKeysWithValues: state.tensors.map { ($0.name, $0.tensor) })
    var other = trainer.start(Linear<Float>("other", 3, 2))
    #expect(throws: ParameterMismatch.self) { try other.load(kept) }
    for missing in ["losses", "m/l.weight", "average/l.bias", "model/l.weight"] {
      var damaged = kept
      damaged[missing] = nil
      var same = trainer.start(start())
      #expect(throws: ParameterMismatch.self) { try same.load(damaged) }
      #expect(same.losses.isEmpty && same.model.parameters[0].value == start().weight.value)
    }
  }
}
