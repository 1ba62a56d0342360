import ByHand
import ChapterKit
import Core
import Dataset
import Foundation
import Numerics
import Testing

@testable import chapter4

@Suite struct TwinTests {
  func run(_ words: [String]) throws -> (Chapter4, Run) {
    let chapter = try Chapter4.parse(words)
    var models = TrainedModels(steps: 5, precision: .brain)
    var tower = Clip<Double>(Sizes.clip(Double.self, isSmall: true))
    tower.initialize { Training.start($0, chapter.common.random, prefix: "clip_small.") }
    models.add("clip_small", tower, losses: [])
    var model = TextDiT<Double>(Sizes.small)
    model.initialize { StartingValues.readable($0, chapter.common.random) }
    models.add("painter_small", model, losses: [])
    return (chapter, try chapter.work(models))
  }

  @Test(arguments: [1, 2, 3, 77, 124])
  func `by hand and core agree for every name, whatever the seed`(seed: Int) throws {
    let prompts = ["a cat wearing a tiny hat", "", "a big red hat on a brown dog"]
    let (_, run) = try run(["--seed", "\(seed)", "--steps", "2", prompts[seed % 3]])
    let checks = try run.twins.verify()
    #expect(checks.contains { $0.name == "grad.blocks.0.cross_attn.weights" })
    #expect(checks.contains { $0.name == "step2.guided" })
    let exact = checks.filter { !$0.name.hasPrefix("grad.") }
    #expect(exact.allSatisfy { $0.equal == $0.computed && $0.share == 0 })
    #expect(checks.allSatisfy { $0.share < 1 })
  }
}
