import ChapterKit
import Core
import Foundation
import Numerics
import Testing

@testable import chapter2

@Suite struct TwinTests {
  /// A chapter with trained models of so many steps, without those that pages only compare.
  func run(_ words: [String], training steps: Int = 5) throws -> (Chapter2, Run) {
    let chapter = try Chapter2.parse(words)
    var models = TrainedModels(steps: steps)
    var model = DiT<Double>(ShapesModel.dit.sizes)
    model.initialize { StartingValues.readable($0, chapter.common.random) }
    models.add("dit", model, losses: [])
    return (chapter, try chapter.work(models))
  }

  @Test(arguments: [1, 2, 3, 77, 124])
  func `by hand and core agree for every name, whatever the seed`(seed: Int) throws {
    let (_, run) = try run(["--seed", "\(seed)", "--steps", "2"])
    let checks = try run.twins.verify()
    #expect(checks.contains { $0.name == "grad.blocks.0.norm1.gain" })
    #expect(checks.contains { $0.name == "step2.x" })
    let exact = checks.filter { !$0.name.contains("grad") }
    #expect(exact.allSatisfy { $0.equal == $0.computed && $0.share == 0 })
    #expect(checks.allSatisfy { $0.share < 1 })
  }
}
