import ByHand
import ChapterKit
import Core
import Dataset
import Numerics
import Testing

@testable import chapter6

@Suite struct TwinTests {
  private let tales = Tales()
  private let kept: TrainedModels
  init() throws { kept = try TrainedModels.saved(chapter: 6, precision: .bfloat16) }

  @Test(arguments: [1, 2, 3, 77, 124])
  func `by hand and core agree for every name, whatever the seed`(seed: Int) throws {
    let chapter = try Chapter6.parse(["--seed", "\(seed)"])
    let run = try chapter.work(
      TinyTraining(chapter), CopyModel(kept), HatLook(kept, tales))
    let checks = try run.comparison.verify()
    for name in ["grad.blocks.1.attention.q_turned", "micro2.ln_f.weight", "nudged.loss"] {
      #expect(checks.contains { $0.name == name }, "\(name)")
    }
    let exact = checks.filter { c in !["grad.", "micro"].contains { c.name.hasPrefix($0) } }
    #expect(exact.allSatisfy { $0.equal == $0.computed && $0.share == 0 })
    #expect(checks.allSatisfy { $0.share < 1 })
  }

  @Test func `the core's own gradients of two parts average to its gradient of both`() throws {
    let chapter = try Chapter6.parse([])
    let run = try chapter.work(
      TinyTraining(chapter), CopyModel(kept), HatLook(kept, tales))
    func core(_ name: String) throws -> [Double] { try #require(run.comparison.core[name]).values }
    let weight = try core("accumulate.weight")
    for name in chapter.model.parameters.map(\.name) {
      let (one, two) = try (core("micro1.\(name)"), core("micro2.\(name)"))
      let (all, averaged) = try (core("grad.\(name)"), core("accumulated.\(name)"))
      for i in one.indices {
        let mean = weight[0] * one[i] + weight[1] * two[i]
        #expect((mean - averaged[i]).magnitude < 1e-15, "\(name) \(i)")
        #expect((mean - all[i]).magnitude < 1e-15, "\(name) \(i)")
      }
    }
  }
}
