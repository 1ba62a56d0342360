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
    var model = DiT<Double>(ShapesModel.deep.sizes)
    model.initialize { StartingValues.readable($0, chapter.common.random) }
    models.add("deep", model, losses: [])
    return (chapter, try chapter.work(models))
  }

  @Test(arguments: [1, 2, 3, 77, 124])
  func `by hand and core agree for every name, whatever the seed`(seed: Int) throws {
    let (_, run) = try run(["--seed", "\(seed)", "--steps", "2"])
    let checks = try run.comparison.verify()
    #expect(checks.contains { $0.name == "grad.blocks.0.norm1.gain" })
    #expect(checks.contains { $0.name == "step2.x" })
    let exact = checks.filter { !$0.name.contains("grad") }
    #expect(exact.allSatisfy { $0.equal == $0.computed && $0.share == 0 })
    #expect(checks.allSatisfy { $0.share < 1 })
  }
}

extension TwinTests {
  @Test func `the loss falls in the worked step, and values are neither dust nor huge`() throws {
    let (_, run) = try run(["--steps", "1"])
    let before = try #require(run.trace["loss"]).values[0]
    #expect(try #require(run.trace["second.loss"]).values[0] < before)
    let layers = run.trace.grids.filter { grid in
      ["patch_embed", "tokens", "blocks.0", "final_"].contains { grid.name.hasPrefix($0) }
    }.flatMap(\.values)
    let good = layers.filter { (0.01...10).contains($0.magnitude) }.count
    #expect(Double(good) > 0.85 * Double(layers.count))
  }

  @Test func `the worked question is chapter 1's`() throws {
    let random = NamedRandom(seed: 1)
    let uniforms = (0..<16).map(random["x1"].uniform)
    let normals = Noise.normals(Tensor([16], uniforms)).values.map(\.roundedToTwoDecimals)
    #expect(WorkedQuestion.noise(random) == normals)
  }

  @Test func `by hand and core agree on weights a thousand times as large`() throws {
    let drawn = try Chapter2.parse([])
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).safetensors")
    defer { try? FileManager.default.removeItem(at: file) }
    try Safetensors(drawn.model.parameters.map { ($0.name, 1000 * $0.value) }).encoded()
      .write(to: file)
    let (_, run) = try run(["--steps", "1", "--weights", file.path])
    #expect(try run.comparison.verify().allSatisfy { $0.share < 1 })
  }

  @Test func `behind a last layer of zeros nothing has a gradient, and one step later all have`()
    throws
  {
    let (chapter, run) = try run(["--steps", "1"])
    for p in chapter.model.parameters {
      let first = try #require(run.trace["zero_grad1.zero.\(p.name)"]).values
      let second = try #require(run.trace["zero_grad2.zero.updated.\(p.name)"]).values
      #expect(first.contains { $0 != 0 } == p.name.hasPrefix("final_proj."), "\(p.name)")
      #expect(second.contains { $0 != 0 }, "\(p.name)")
    }
  }
}
