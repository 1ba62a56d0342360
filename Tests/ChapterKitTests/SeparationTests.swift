import ChapterKit
import Testing

@Suite struct SeparationTests {
  @Test func `Welch's numbers are those of a calculation on paper`() {
    // Means 2 and 5; variances 1 and 4; n = 3 and 5.
    let split = Separation([1, 2, 3], [3, 3, 5, 7, 7])
    #expect(split.difference == -3)
    // e² = 1/3 + 4/5; ν = e⁴ / ((1/3)²/2 + (4/5)²/4)
    let square = 1.0 / 3 + 4.0 / 5
    #expect((split.error - square.squareRoot()).magnitude < 1e-15)
    let degrees = square * square / (1.0 / 18 + 16.0 / 100)
    #expect((split.degrees - degrees).magnitude < 1e-12)
    #expect(
      split.isClear && split.word() == "worse" && split.word(largerIsBetter: false) == "better")
    #expect(split.starts == "3 and 5 starts")
  }

  @Test func `overlapping starts show no clear difference, nor do equal ones`() {
    #expect(Separation([1, 2, 3], [2, 3, 4]).word() == "no clear difference")
    let equal = Separation([1, 1, 1], [1, 1, 1])
    #expect(!equal.isClear && equal.point.isFinite && equal.starts == "3 starts")
  }

  @Test func `starts without any spread separate what differs`() {
    #expect(Separation([1, 1], [2, 2]).isClear)
    #expect(Separation([1, 1, 1], [2, 2.001, 1.999]).isClear)
  }

  @Test func `in pairs a small difference counts where the starts lie far apart`() {
    let (before, after) = ([1.0, 5, 9], [1.1, 5.2, 9.1])
    #expect(!Separation(after, before).isClear)
    let paired = Separation(paired: after, before)
    // Differences 0.1, 0.2, 0.1: their error is 1/30, and t95(2) = 4.303.
    #expect((paired.error - 1.0 / 30).magnitude < 1e-12 && paired.degrees == 2)
    #expect(!paired.isClear && (paired.limit - 4.303 / 30).magnitude < 1e-4)
    #expect(Separation(paired: [1.1, 5.11, 9.1], before).word() == "better")
  }

  @Test func `pairs without any spread separate nothing`() {
    #expect(!Separation(paired: [1, 2], [2, 3]).isClear)
    #expect(Separation(paired: [1, 2, 3], [2, 3.1, 4]).isClear)
  }
}
