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
    var model = DiT<Double>(ShapesModel.deep.sizes)
    model.initialize { StartingValues.readable($0, chapter.common.random) }
    models.add("deep", model, losses: [])
    return (chapter, try chapter.work(models))
  }

  @Test(arguments: [1, 2, 3, 77, 124])
  func `by hand and core agree for every name, whatever the seed`(seed: Int) throws {
    let (_, run) = try run(["--seed", "\(seed)", "--steps", "2", "--class", "\(seed % 4)"])
    let checks = try run.comparison.verify()
    #expect(checks.contains { $0.name == "grad.condition" })
    #expect(checks.contains { $0.name == "step2.guided" })
    let exact = checks.filter { !$0.name.hasPrefix("grad.") }
    #expect(exact.allSatisfy { $0.equal == $0.computed && $0.share == 0 })
    #expect(checks.allSatisfy { $0.share < 1 })
  }
}

extension TwinTests {
  @Test func `guidance on one number gives the numbers of the known case`() throws {
    let (_, run) = try run(["--steps", "1"])
    func value(_ name: String) throws -> Double {
      try #require(run.trace["one_number.\(name)"]).values[0]
    }
    for (name, expected) in [
      ("asked", -1.4), ("asked_score", 0.8), ("free_score", -0.1259), ("score_difference", 0.9259),
      ("classifier_slope", 0.9259), ("guided", -3.2518),
    ] { #expect((try value(name) - expected).magnitude < 5e-5, "\(name)") }
  }

  @Test(arguments: [1, 2, 3])
  func `three rounds of power iteration find the widest direction`(seed: Int) throws {
    let (_, run) = try run(["--seed", "\(seed)", "--steps", "1"])
    func part(_ name: String) throws -> Grid {
      try #require(run.trace["geometry_start.\(name)"])
    }
    let spread = try part("spread")
    let d = spread.shape[0]
    func stretched(_ x: [Double]) -> [Double] {
      (0..<d).map { i in (0..<d).reduce(0) { $0 + spread[i, $1].value * x[$1] } }
    }
    func length(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    let found = try part("direction.\(WorkedExample.rounds)").values
    var widest = found
    for _ in 0..<300 {
      let next = stretched(widest)
      widest = next.map { $0 / length(next) }
    }
    #expect(length(stretched(found)) > 0.97 * length(stretched(widest)))
  }

  @Test func `rows of the table that nobody asked for have a gradient of exactly 0`() throws {
    let (chapter, run) = try run(["--steps", "1"])
    let gradient = try #require(run.trace["grad.class_embed.embed.weight"])
    let asked = WorkedExample.labels(chapter.common.random)
    for row in 0..<5 {
      let isZero = gradient.row(row).allSatisfy { $0.value == 0 }
      #expect(isZero == !asked.contains(row))
    }
    #expect(
      try #require(run.trace["second.loss"]).values[0] < #require(run.trace["loss"]).values[0])
  }

  @Test func `a batch's pictures do not touch each other`() throws {
    let (chapter, run) = try run(["--steps", "1"])
    let (trace, random) = (Trace(), chapter.common.random)
    trace.take(chapter.model)
    let hand = HandComputation(trace: trace, chapter: chapter)
    let x = try #require(run.trace["x_t"])
    let second = trace.given(.data, "x", [1, 1, 4, 4], x.row(1).map(\.value))
    let t = trace.given(.data, "t", [1], [WorkedExample.times(random)[1]])
    let alone = hand.forward(second, t, [WorkedExample.none]).values
    let both = try #require(run.trace["final_proj"]).unpatchified(channels: 1, size: 4, patch: 2)
    #expect(alone == both.row(1).map(\.value))
  }

  @Test func `power iteration multiplies by the spread, three times, from the farthest class`()
    throws
  {
    let (_, run) = try run(["--steps", "1"])
    let spread = try #require(run.trace["geometry_start.spread"])
    let d = spread.shape[0]
    let apart = try #require(run.trace["geometry_start.apart"])
    let classes = (0..<apart.shape[0] - 1).map { apart.row($0).map(\.value) }
    func square(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 * $1 } }
    var v = try #require(classes.max { square($0) < square($1) })
    for _ in 0..<3 {
      let y = (0..<d).map { i in (0..<d).reduce(0.0) { $0 + spread[i, $1].value * v[$1] } }
      let size = y.reduce(0) { $0 + $1 * $1 }.squareRoot()
      v = y.map { $0 / size }
    }
    let found = try #require(run.trace["geometry_start.direction.3"]).values
    #expect(zip(found, v).allSatisfy { ($0 - $1).magnitude < 1e-12 })
  }

  @Test func `by hand and core agree on weights a thousand times as large`() throws {
    let drawn = try Chapter3.parse([])
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).safetensors")
    defer { try? FileManager.default.removeItem(at: file) }
    try Safetensors(drawn.model.parameters.map { ($0.name, 1000 * $0.value) }).encoded()
      .write(to: file)
    let (_, run) = try run(["--steps", "1", "--weights", file.path])
    #expect(try run.comparison.verify().allSatisfy { $0.share < 1 })
  }
}
