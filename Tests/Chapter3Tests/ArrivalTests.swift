import ChapterKit
import Core
import Dataset
import Numerics
import Testing

@testable import chapter3

@Suite struct ArrivalTests {
  @Test
  func `the guided walk by hand ends where the core's does, and most walks arrive at every class`()
    throws
  {
    let chapter = try Chapter3.parse([])
    let kept = try TrainedModels.saved(chapter: 3)
    let trace = try chapter.work(kept).trace
    let walker = try kept.shapes(.deep).twoDecimals
    let arrivals = Results.arrivals(chapter, walker, scale: chapter.guidance)
    let end = try #require(trace["step\(chapter.steps).x"]).values
    #expect(arrivals.byHand.own.pixels == end)
    #expect(arrivals.byHand.own.hasArrived && arrivals.byHand.own.isWanted)
    for label in ShapeClasses.names.indices {
      let walks = Results.arrivals(chapter, walker, label, scale: chapter.guidance, besides: [])
      #expect(10 * walks.byHand.arrived >= 9 * Arrivals.others, "\(ShapeClasses.names[label])")
    }
    #expect(
      arrivals.byHand.ends.allSatisfy { $0.isWanted == $0.verdict.member.name.hasPrefix("block") })
  }
}
