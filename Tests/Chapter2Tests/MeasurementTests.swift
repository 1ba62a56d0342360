import ByHand
import ChapterKit
import Core
import Dataset
import Foundation
import Numerics
import Terminal
import Testing

@testable import chapter2

@Suite struct MeasurementTests {
  @Test func `multiplications are those that the recording holds`() throws {
    let chapter = try Chapter2.parse([])
    let trace = Trace()
    trace.take(chapter.model)
    let hand = HandComputation(trace: trace, chapter: chapter)
    let x = trace.given(.data, "x", [1, 4, 4], (0..<16).map { Double($0) / 16 })
    _ = hand.forward(x, trace.given(.data, "t", [], [0.3]))
    let norms = ["norm1", "norm2", "final_norm"]
    var products = 0
    for grid in trace.grids where !norms.contains(where: { grid.name.hasSuffix($0) }) {
      for scalar in grid.scalars {
        let node = trace.nodes[scalar.id]
        if node.operation === Operation.dot { products += node.operands.count / 2 }
      }
    }
    // The time's angles are a matrix product in the core: four more.
    #expect(products + 4 == chapter.model.configuration.multiplications)
  }

  @Test func `the kept models are whole, and asking them costs what the page says`() throws {
    let kept = try TrainedModels.saved(chapter: 2)
    #expect(kept.steps == 20_000)
    let model = try kept.deep
    #expect(model.parameters.allSatisfy { $0.value.values.allSatisfy(\.isFinite) })
    #expect(try kept.losses("deep").count == 100)
    for kind in DigitsModel.allCases { #expect(try kept.losses(kind.rawValue).count == 100) }
  }

  @Test func `training anew gives the same models, and their file gives them back`() async throws {
    let one = await Training(random: NamedRandom(seed: 3), steps: 4).all()
    let two = await Training(random: NamedRandom(seed: 3), steps: 4).all()
    #expect(one.encoded == two.encoded)
    #expect(one.tensors.first?.name.hasPrefix("digits/") == true)
    let back = try Safetensors(data: one.encoded)
    #expect(back.tensors.map(\.tensor) == one.tensors.map(\.tensor))
    #expect(back.metadata["steps"] == "4")
  }

  @Test func `the course of a loss is kept as means of a hundredth of the steps each`() throws {
    var models = TrainedModels(steps: 250)
    models.add("m", DiT<Double>(ShapesModel.dit.sizes), losses: (0..<250).map(Double.init))
    let means = try models.losses("m")
    #expect(means.count == 125)
    #expect(means.enumerated().allSatisfy { $1 == 2 * Double($0) + 0.5 })
    models.add("few", DiT<Double>(ShapesModel.dit.sizes), losses: [3.0, 4])
    #expect(try models.losses("few") == [3, 4])
  }

  @Test func `a trained model that is not the one asked for is refused`() throws {
    var models = TrainedModels(steps: 1)
    models.add("dit", DiT<Double>(ShapesModel.dit.sizes), losses: [1.0])
    #expect(throws: Failure.self) { try models.model("wide", DiT<Double>(ShapesModel.wide.sizes)) }
    #expect(throws: Failure.self) {
      try models.model("dit", DiT<Double>(ShapesModel.wide.sizes))
    }
  }

  @Test func `convolutions reach one pixel further each time, attention reaches all`() throws {
    let chapter = try Chapter2.parse([])
    let trace = Trace()
    trace.take(chapter.model)
    HandComputation(trace: trace, chapter: chapter).measureReach()
    let x = trace.recorded("reach.x")
    for n in 1...3 {
      let seen = trace.receptiveField(
        of: trace.recorded("reach.conv\(n)")[WorkedExample.centre], in: x)
      let expected = (0..<64).filter { max(abs($0 / 8 - 4), abs($0 % 8 - 4)) <= n }
      #expect(seen == Set(expected))
    }
    #expect(trace.receptiveField(of: trace.recorded("reach.attn.heads")[10, 0], in: x).count == 64)
  }

  @Test func `the shares and distances of samples are those of a plain loop`() {
    let judge = Judge(of: TinyShapes.all)
    let samples = (0..<6).flatMap { n in
      TinyShapes.all[n].pixels.map { n < 4 ? 0.5 * $0 : -$0 }
    }
    let quality = SampleQuality(Tensor([6, 1, 4, 4], samples), judge: judge)
    #expect((quality.share - 4.0 / 6).magnitude < 1e-12)
    let distances = (0..<6).map {
      judge.verdict(on: Array(samples[$0 * 16..<($0 + 1) * 16])).distance
    }
    let mean = distances.reduce(0, +) / 6
    let variance = distances.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 5
    #expect((quality.distance - mean).magnitude < 1e-12)
    #expect((quality.distanceError - (variance / 6).squareRoot()).magnitude < 1e-12)
    #expect((quality.shareError - (4.0 / 6 * 2 / 6 / 6).squareRoot()).magnitude < 1e-12)
  }
}
