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
    var models = TrainedModels(steps: 5, precision: .bfloat16)
    var tower = Clip<Double>(.captions(isSmall: true))
    tower.initialize { Training.start($0, chapter.common.random, prefix: "clip_small.") }
    models.add("clip_small", tower, losses: [])
    var model = TextDiT<Double>(Sizes.byHand)
    model.initialize { StartingValues.readable($0, chapter.common.random) }
    models.add("painter_small", model, losses: [])
    return (chapter, try chapter.work(models))
  }

  @Test(arguments: [1, 2, 3, 77, 124])
  func `by hand and core agree for every name, whatever the seed`(seed: Int) throws {
    let prompts = ["a cat wearing a tiny hat", "", "a big red hat on a brown dog"]
    let (_, run) = try run(["--seed", "\(seed)", "--steps", "2", prompts[seed % 3]])
    let checks = try run.comparison.verify()
    #expect(checks.contains { $0.name == "grad.blocks.0.cross_attn.weights" })
    #expect(checks.contains { $0.name == "step2.guided" })
    let exact = checks.filter { !$0.name.hasPrefix("grad.") }
    #expect(exact.allSatisfy { $0.equal == $0.computed && $0.share == 0 })
    #expect(checks.allSatisfy { $0.share < 1 })
  }
}

extension TwinTests {
  @Test func `the frozen words have no gradient, and padding is not read`() throws {
    let (chapter, run) = try run(["--steps", "1"])
    #expect(run.trace["grad.text.embedding"] == nil)
    #expect(run.trace["grad.token_embedding.weight"] == nil)
    let ids = WorkedCaption(random: chapter.common.random).ids
    let weights = try #require(run.trace["blocks.0.cross_attn.weights"])
    let z = try #require(run.trace["grad.text_proj"])
    for (p, id) in ids.enumerated() where id == Vocabulary.padding {
      #expect(z.row(0, p).allSatisfy { $0.value == 0 })
      for h in 0..<2 { for i in 0..<4 { #expect(weights[0, h, i, p].value == 0) } }
    }
    #expect(
      try #require(run.trace["second.loss"]).values[0] < #require(run.trace["loss"]).values[0])
  }
}
