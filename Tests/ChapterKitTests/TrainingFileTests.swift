import ChapterKit
import Core
import Foundation
import Numerics
import Terminal
import Testing

@Suite struct TrainingFileTests {
  private func state() -> TrainingState<Linear<Float>> {
    var model = Linear<Float>("l", 3, 2)
    model.initialize { StartingValues.usual($0, NamedRandom(seed: 2)) }
    let trainer = Trainer<Float>(steps: 2, learningRate: 0.1)
    var state = trainer.start(model)
    trainer.run(
      &state, progress: { _ in },
      loss: { model, step in
        model.forEachParameter { $0.gradient.values[0] = Float(step + 1) / 3 }
        return Float(step) / 7
      })
    return state
  }

  @Test func `what is kept comes back to the bit, and only for the same training`() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let file = TrainingFile(path, settings: ["seed": "1", "steps": "2"])
    let (kept, empty) = (
      state(), Trainer<Float>(steps: 2, learningRate: 0.1).start(Linear<Float>("l", 3, 2))
    )
    #expect(try file.resumed(empty).losses.isEmpty)
    try file.keep(kept)
    let back = try file.resumed(empty)
    #expect(back.losses == kept.losses && back.tensors.map(\.tensor) == kept.tensors.map(\.tensor))

    func refusal(_ file: TrainingFile) throws -> Failure {
      do {
        _ = try file.resumed(empty)
        throw Failure.usage("it was taken")
      } catch let failure as Failure { return failure }
    }
    let other = try refusal(TrainingFile(path, settings: ["seed": "2", "steps": "2"]))
    #expect(other.exitCode == 65 && other.message.contains("seed 1, not 2"))
    // Two moments' tensors with a number that cannot be.
    for (name, wrong) in [("v/l.weight", Float(-1)), ("m/l.bias", .nan), ("losses", .infinity)] {
      var tensors = Dictionary(uniqueKeysWithValues: kept.tensors.map { ($0.name, $0.tensor) })
      tensors[name]?.values[0] = wrong
      var state = empty
      #expect(throws: SafetensorsError.self, "\(name)") { try state.load(tensors) }
    }
    let whole = try Data(contentsOf: URL(filePath: path))
    for length in [0, 7, whole.count / 2, whole.count - 1] {
      try whole.prefix(length).write(to: URL(filePath: path))
      #expect(try refusal(file).exitCode == 65)
    }
    #expect(throws: Failure.self) {
      try TrainingFile("/nowhere/f", settings: [:]).keep(kept)
    }
  }
}
