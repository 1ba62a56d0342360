import ByHand
import ChapterKit
import Core
import Numerics
import Testing

@testable import chapter6

@Suite struct TwinTests {
  @Test(arguments: [1, 2, 3, 77, 124])
  func `by hand and core agree for every name, whatever the seed`(seed: Int) throws {
    let chapter = try Chapter6.parse(["--seed", "\(seed)"])
    let run = try chapter.work(
      TinyTraining(chapter), CopyModel(.saved(chapter: 6, precision: .bfloat16)))
    let checks = try run.comparison.verify()
    for name in ["grad.blocks.1.attention.q_turned", "micro2.ln_f.weight", "nudged.loss"] {
      #expect(checks.contains { $0.name == name }, "\(name)")
    }
    let exact = checks.filter { c in !["grad.", "micro"].contains { c.name.hasPrefix($0) } }
    #expect(exact.allSatisfy { $0.equal == $0.computed && $0.share == 0 })
    #expect(checks.allSatisfy { $0.share < 1 })
  }
}
