import ChapterKit
import Core
import Foundation
import Numerics
import Testing

@testable import chapter1

@Suite struct TwinTests {
  func run(_ words: [String]) throws -> (Chapter1, Run) {
    let chapter = try Chapter1.parse(words)
    let walker = ShapesTraining(
      .walker(steps: chapter.trainingSteps ?? 20), random: chapter.common.random)
    return (chapter, chapter.work(trained: walker.rounded))
  }

  @Test(arguments: [1, 2, 3, 77, 124])
  func `by hand and core agree for every name, whatever the seed`(seed: Int) throws {
    let (_, run) = try run(["--seed", "\(seed)", "--train", "5", "--steps", "2"])
    let checks = try run.comparison.verify()
    #expect(checks.contains { $0.name == "grad.up1.norm1.variance" })
    #expect(checks.contains { $0.name == "step2.x" })
    let exact = checks.filter { !$0.name.hasPrefix("grad.") }
    #expect(exact.allSatisfy { $0.equal == $0.computed && $0.share == 0 })
    #expect(checks.allSatisfy { $0.share < 1 })
  }

  @Test func `the loss falls in the worked step, and values are neither dust nor huge`() throws {
    let (_, run) = try run(["--train", "0", "--steps", "1"])
    let before = try #require(run.trace["loss"]).values[0]
    #expect(try #require(run.trace["second.loss"]).values[0] < before)
    let layers = run.trace.grids.filter { grid in
      ["conv_in", "down", "mid", "up1", "up_conv", "conv_out"].contains { grid.name.hasPrefix($0) }
    }.flatMap(\.values)
    let good = layers.filter { (0.01...10).contains($0.magnitude) }.count
    #expect(Double(good) > 0.85 * Double(layers.count))
  }

  @Test func `parameters from a file give the same run as the same parameters drawn`() throws {
    let (chapter, drawn) = try run(["--train", "0", "--steps", "1"])
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).safetensors")
    defer { try? FileManager.default.removeItem(at: file) }
    let parameters = chapter.model.parameters.map { ($0.name, $0.value) }
    try Safetensors(parameters).encoded().write(to: file)
    let (_, loaded) = try run(["--train", "0", "--steps", "1", "--weights", file.path])
    #expect(loaded.trace.grids.map(\.values) == drawn.trace.grids.map(\.values))
  }

  @Test func `by hand and core agree on weights a thousand times as large`() throws {
    let drawn = try Chapter1.parse(["--train", "0"])
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).safetensors")
    defer { try? FileManager.default.removeItem(at: file) }
    try Safetensors(drawn.model.parameters.map { ($0.name, 1000 * $0.value) }).encoded()
      .write(to: file)
    let (_, run) = try run(["--train", "0", "--steps", "1", "--weights", file.path])
    #expect(try run.comparison.verify().allSatisfy { $0.share < 1 })
  }

  @Test func `the worked loss agrees with the core in Float, roughly`() throws {
    let (chapter, run) = try run(["--train", "0", "--steps", "1"])
    var model = UNet<Float>(
      .init(imageChannels: 1, channels: 2, timeFeatures: 4, levels: 1, groups: 1))
    try model.load(
      Dictionary(
        uniqueKeysWithValues: chapter.model.parameters.map { ($0.name, $0.value.converted()) }))
    func tensor(_ name: String, _ shape: [Int]) -> Tensor<Float> {
      Tensor(shape, (run.trace[name]?.values ?? []).map { Float($0) })
    }
    var flow = Flow<Float>()
    let t = tensor("t", [1])
    let x = flow.interpolate(tensor("x0", [1, 1, 4, 4]), tensor("x1", [1, 1, 4, 4]), t)
    let loss = flow.loss(model.forward(x, t))
    #expect((Double(loss) - (run.trace["loss"]?.values[0] ?? 0)).magnitude < 1e-5)
  }
}
