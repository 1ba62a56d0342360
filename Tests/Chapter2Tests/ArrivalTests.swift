import ChapterKit
import Core
import Dataset
import Numerics
import Testing

@testable import chapter2

@Suite struct ArrivalTests {
  @Test
  func `the walk by hand ends where the core's does, and most walks from other noises arrive`()
    throws
  {
    let chapter = try Chapter2.parse([])
    let kept = try TrainedModels.saved(chapter: 2)
    let trace = try chapter.work(kept).trace
    let model = try kept.deep.twoDecimals
    let arrivals = Arrivals(
      steps: chapter.steps, seed: 1, judge: Measurements.judge, velocity: model.velocity)
    let end = try #require(trace["step\(chapter.steps).x"]).values
    #expect(arrivals.byHand.own.pixels == end)
    #expect(arrivals.byHand.own.hasArrived)
    #expect(arrivals.byHand.arrived >= 9 * Arrivals.others / 10)
    #expect(arrivals.walks.map(\.steps) == [1, 2, 4, 8, 16, 32])
  }

  /// Noise itself, and the mean picture of the family, are no members.
  @Test func `a walk that goes nowhere does not arrive`() {
    let arrivals = Arrivals(steps: 3, seed: 1, judge: Measurements.judge) { x, _ in
      Tensor(x.shape)
    }
    #expect(arrivals.byHand.arrived == 0 && !arrivals.byHand.own.hasArrived)
    #expect(arrivals.walks.map(\.steps) == [1, 2, 3, 4, 8, 16, 32])
    #expect(arrivals.closest == 1)
  }
}
