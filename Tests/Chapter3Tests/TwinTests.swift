import ByHand
import ChapterKit
import Core
import Dataset
import Foundation
import Numerics
import Testing

@testable import chapter3

@Suite struct TwinTests {
  func run(_ words: [String]) throws -> (Chapter3, Run) {
    let chapter = try Chapter3.parse(words)
    var models = TrainedModels(steps: 5)
    var model = DiT<Double>(ShapesModel.dit.sizes)
    model.initialize { StartingValues.readable($0, chapter.common.random) }
    models.add("dit", model, losses: [])
    return (chapter, try chapter.work(models))
  }

  @Test(arguments: [1, 2, 3, 77, 124])
  func `by hand and core agree for every name, whatever the seed`(seed: Int) throws {
    let (_, run) = try run(["--seed", "\(seed)", "--steps", "2", "--class", "\(seed % 4)"])
    let checks = try run.twins.verify()
    #expect(checks.contains { $0.name == "grad.condition" })
    #expect(checks.contains { $0.name == "step2.guided" })
    let exact = checks.filter { !$0.name.hasPrefix("grad.") }
    #expect(exact.allSatisfy { $0.equal == $0.computed && $0.share == 0 })
    #expect(checks.allSatisfy { $0.share < 1 })
  }
}
