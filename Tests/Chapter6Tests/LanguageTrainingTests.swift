import ChapterKit
import Core
import Dataset
import Foundation
import Numerics
import Terminal
import Testing

@testable import chapter6

@Suite struct LanguageTrainingTests {
  private func file(_ bytes: [UInt8]) throws -> String {
    let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    try Data(bytes).write(to: URL(filePath: path))
    return path
  }

  @Test func `a text that is no UTF-8 is refused with the place of its first wrong byte`() throws {
    let start = Array("naïve 猫\n".utf8)
    for wrong: [UInt8] in [[0xff], [0xc3], [0xe7, 0x8c], [0xed, 0xa0, 0x80], [0x80]] {
      let path = try file(start + wrong + Array(" and more".utf8))
      do {
        _ = try Stories(path)
        Issue.record("it was read")
      } catch let failure as Failure {
        #expect(failure.exitCode == 65 && failure.message.contains("byte \(start.count) "))
      }
    }
    #expect(Stories.firstInvalid(start) == nil && Stories.firstInvalid([]) == nil)
    #expect(throws: Failure.self) { try Stories(file(start)) }  // too short
  }

  @Test func `an interrupted training ends with the same bits`() throws {
    let stories = try Stories()
    let sizes = LanguageModel<Float>.Configuration(
      vocabulary: stories.pairs.vocabulary, length: 64, features: 8, heads: 2, hidden: 8, layers: 1,
      positions: .rotary, isTied: true, dropout: 0.1)
    var model = LanguageModel<Float>(sizes)
    let random = NamedRandom(seed: 3)
    model.initialize { StartingValues.small($0, random, prefix: "t.") }
    var training = LanguageTraining(random: random, steps: 230)
    (training.window, training.windows, training.interval) = (8, 2, 40)
    let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let checkpoint = TrainingFile(path, settings: ["steps": "230"])

    let whole = try training.run(model, stories.training, stories.validation)
    struct Interrupted: Error {}
    #expect(throws: Interrupted.self) {
      try training.run(
        model, stories.training, stories.validation, checkpoint: checkpoint,
        progress: { if $0 == 130 { throw Interrupted() } })
    }
    let resumed = try training.run(
      model, stories.training, stories.validation, checkpoint: checkpoint)
    #expect(resumed.losses == whole.losses && resumed.lengths == whole.lengths)
    #expect(resumed.validation == whole.validation && whole.validation.count == 6)
    #expect(resumed.model.parameters.map(\.value) == whole.model.parameters.map(\.value))
  }

  @Test func `watching keeps the best, and knows how long ago it was`() {
    let sizes = LanguageModel<Float>.Configuration(
      vocabulary: 2, length: 2, features: 2, heads: 1, hidden: 1, layers: 1)
    var watch = Watch(best: LanguageModel(sizes))
    var model = LanguageModel<Float>(sizes)
    for (n, loss) in [3, 2, 2.5, 1.5, 1.5, 4].enumerated() {
      model.forEachParameter { $0.value.values[0] = Float(n) }
      watch.look(model, Float(loss))
    }
    #expect(watch.sinceBest == 2 && watch.best.parameters[0].value.values[0] == 3)
  }

  @Test func `two micro-batches give the gradient of one`() {
    var (whole, parts) = (LanguageModel<Double>(Sizes.byHand), LanguageModel<Double>(Sizes.byHand))
    for seed in 1...3 {
      whole.initialize { StartingValues.readable($0, NamedRandom(seed: UInt64(seed))) }
      parts = whole
      let (inputs, targets) = Tiny.batch(["a cat sleeps", "a dog sleeps"])
      let half = targets.count / 2
      _ = whole.addGradients(inputs, targets)
      _ = parts.addGradients([inputs[0]], Array(targets[..<half]), share: 0.5)
      _ = parts.addGradients([inputs[1]], Array(targets[half...]), share: 0.5)
      for (a, b) in zip(whole.parameters, parts.parameters) {
        #expect(
          zip(a.gradient.values, b.gradient.values).allSatisfy { ($0 - $1).magnitude < 1e-14 })
      }
    }
  }
}

@Suite struct WriterTests {
  private func writer(length: Int = 24) throws -> Writer {
    let stories = try Stories()
    var sizes = Sizes.little
    (sizes.features, sizes.hidden, sizes.layers, sizes.length) = (16, 16, 2, length)
    var model = LanguageModel<Float>(sizes)
    model.initialize { StartingValues.usual($0, NamedRandom(seed: 2)) }
    return Writer(model, stories.pairs)
  }

  @Test func `what it writes with a cache is what it would write without`() throws {
    var writer = try writer()
    let draws = NamedRandom(seed: 1)["write"]
    let steps = writer.write("The cat", tokens: 12, TokenChoice(), draws)
    var text = writer.pairs.encode("The cat")
    var model = writer.model
    for (n, step) in steps.enumerated() {
      let logits = model.forward([text]).values.suffix(Sizes.little.vocabulary).map(Double.init)
      let p = TokenChoice().probabilities(logits)
      #expect(p == step.probabilities && TokenChoice.pick(p, at: draws.uniform(n)) == step.token)
      text.append(step.token)
    }
  }

  @Test func `it writes beyond its longest text, and any prompt will do`() throws {
    var writer = try writer()
    let draws = NamedRandom(seed: 1)["write"]
    for prompt in ["x", "猫", String(repeating: "the cat and ", count: 60)] {
      let steps = writer.write(prompt, tokens: 70, TokenChoice(), draws)
      #expect(steps.count == 70)
      #expect(writer.attention(prompt, steps).contains("head 3"))
    }
    #expect(
      writer.write("x", tokens: 9, TokenChoice(temperature: 0), draws, each: { _ in false }).count
        == 1)
  }
}
