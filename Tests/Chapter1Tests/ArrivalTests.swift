import ChapterKit
import Core
import Dataset
import Numerics
import Testing

@testable import chapter1

@Suite struct ArrivalTests {
  @Test
  func `the walk by hand ends where the core's does, and most walks from other noises arrive`()
    throws
  {
    let chapter = try Chapter1.parse([])
    let saved = try TrainedModels.saved(chapter: 1, precision: .double)
    let model = try ShapesTraining("shapes", of: saved).rounded
    let trace = chapter.work(trained: model).trace
    let arrivals = Arrivals(
      steps: chapter.steps, seed: 1, judge: Results.judge, velocity: model.velocity)
    let end = try #require(trace["step\(chapter.steps).x"]).values
    #expect(arrivals.byHand.own.pixels == end)
    #expect(arrivals.byHand.own.hasArrived)
    #expect(arrivals.byHand.arrived >= 9 * Arrivals.others / 10)
  }

  @Test func `the worked question is undecided late and decided early`() throws {
    let chapter = try Chapter1.parse(["--steps", "1"])
    let trace = chapter.work(trained: chapter.model).trace
    let late = try #require(trace["undecided.perfect.weight"]).values
    let early = try #require(trace["decided.perfect.weight"]).values
    #expect((late.max() ?? 1) < 0.5 && (early.max() ?? 0) > 0.99)
    #expect((late.reduce(0, +) - 1).magnitude < 1e-12)
  }

  /// The doubt is measured from the same errors, t times as large.
  @Test func `the best loss has its hump where the page says, and is the doubt divided by t²`() {
    let (floor, doubt) = (BestLoss.byTwentieths.map(\.mean), BestLoss.doubtByTwentieths.map(\.mean))
    let peak = floor.indices.max { floor[$0] < floor[$1] } ?? 0
    #expect((13...16).contains(peak) && floor[peak] > 1 && floor[19] < 0.85)
    for n in 8..<20 {
      let t = (Double(n) + 0.5) / 20
      #expect((doubt[n] / (t * t) / floor[n] - 1).magnitude < 0.05)
      #expect(doubt[n] >= doubt[n - 1])
    }
  }

  @Test func `who draws training pictures copies, and who draws others does not`() {
    let pictures = DigitPictures(mnist: nil, random: NamedRandom(seed: 5))
    let draws = NamedRandom(seed: 5)["digits.sample"]
    let copied = Copying(of: (0..<10).map(pictures.picture), pictures, draws)
    #expect(copied.network.new.good == 0 && copied.network.toSeen.mean == 0)
    #expect(copied.best.toSeen.mean < 0.01)
    let unseen = Copying(of: pictures.fresh(10), pictures, draws)
    #expect(unseen.network.new.good == 10 && unseen.network.toUnseen.mean == 0)
  }
}

@Suite struct StartingValueTests {
  /// What the page on the time says of the drawn parameters.
  @Test func `parameters are drawn as the page says`() throws {
    for seed in 1...5 {
      for p in try Chapter1.parse(["--seed", "\(seed)"]).model.parameters {
        let terms = Double(p.value.shape.dropFirst().reduce(1, *))
        let isScale =
          p.name.contains("norm") && p.name.hasSuffix("weight") || p.name == "conv_out.0.weight"
        let isWeight = p.value.shape.count > 1
        let reach = isWeight ? min(0.6, 1.5 / terms.squareRoot()) : 0.2
        let middle = isScale ? 1.0 : 0
        #expect(
          p.value.values.allSatisfy { ($0 - middle).magnitude <= reach + 0.0051 }, "\(p.name)")
      }
    }
  }
}
