import Core
import Dataset
import Numerics

/// Where a model's walks from noise end: does each arrive at a picture of the family?
///
/// The first walk is the one that is worked by hand; the others start from the noises that other seeds draw.
/// All take the same steps with the same weights, in one batch: no sum runs across a batch, so the first
/// ends where the walk by hand ends, to the last bit.
package struct Arrivals: Sendable {
  /// A walk has arrived if it ends at most this far from a member (root mean square over the pixels) …
  package static let near = 0.15
  /// … and every other member is at least this many times as far away.
  package static let clear = 1.5
  /// How many seeds there are besides the first.
  package static let others = 50

  /// One walk's end.
  package struct End: Sendable {
    /// The seed of the noise.
    package let seed: UInt64
    /// Row by row.
    package let pixels: [Double]
    /// What a judge of the family says of it.
    package let verdict: Judge.Verdict
    /// Whether the nearest member is one that was asked for.
    package let isWanted: Bool
    /// Whether it ends in a picture of the family that was asked for.
    package var hasArrived: Bool {
      isWanted && verdict.distance <= Arrivals.near && verdict.margin >= Arrivals.clear
    }
  }

  /// The ends of all walks in so many steps.
  package struct Walks: Sendable {
    /// Euler steps from noise to picture.
    package let steps: Int
    /// The walk by hand's first, then those of the other seeds.
    package let ends: [End]
    /// The walk that is worked by hand.
    package var own: End { ends[0] }
    /// How many of the other walks arrive.
    package var arrived: Int { ends.dropFirst().count(where: \.hasArrived) }
    /// How many of the other walks end with every pixel on its member's side of 0.
    package var members: Int { ends.dropFirst().count(where: \.verdict.isMember) }
    /// The middle one of the other walks' distances to the nearest member.
    package var median: Double {
      let sorted = ends.dropFirst().map(\.verdict.distance).sorted()
      return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }
  }

  /// By the number of steps, ascending.
  package let walks: [Walks]
  /// The walks in as many steps as by hand.
  package let byHand: Walks
  /// How far the two members that are most alike are from each other.
  package let closest: Double

  /// - Parameters:
  ///   - steps: Of the walk by hand.
  ///   - besides: Other numbers of steps to walk in.
  ///   - seed: Of the walk by hand; the others are those that follow it.
  ///   - judge: Reads the ends of walks: it knows the whole family.
  ///   - isWanted: Whether a member is one that was asked for.
  ///   - velocity: At x (batch, 1, 4, 4) and one time.
  package init(
    steps: Int, besides: [Int] = [1, 2, 4, 8, 16, 32], seed: UInt64, judge: Judge,
    isWanted: (Picture) -> Bool = { _ in true },
    velocity: (Tensor<Double>, Double) -> Tensor<Double>
  ) {
    let seeds = (0...UInt64(Self.others)).map { seed &+ $0 }
    let noise = Tensor(
      [seeds.count, 1, 4, 4],
      seeds.flatMap { WorkedQuestion.samplingNoise(NamedRandom(seed: $0)) })
    func walks(_ steps: Int) -> Walks {
      let end = Solver.euler.trajectory(from: noise, steps: steps, velocity)[steps].values
      return Walks(
        steps: steps,
        ends: seeds.enumerated().map { n, seed in
          let pixels = Array(end[16 * n..<16 * n + 16])
          let verdict = judge.verdict(on: pixels)
          return End(
            seed: seed, pixels: pixels, verdict: verdict, isWanted: isWanted(verdict.member))
        })
    }
    let own = walks(steps)
    byHand = own
    self.walks = Set(besides + [steps]).sorted().map { $0 == steps ? own : walks($0) }
    closest = Self.closest(Array(judge.family))
  }

  private static func closest(_ family: [Picture]) -> Double {
    family.indices.flatMap { a in
      family.indices.filter { $0 > a }.map { b in distance(family[a].pixels, family[b].pixels) }
    }.min() ?? 0
  }
}

extension Arrivals {
  /// What an experiment measures of a training: as by hand, from the same other noises for each.
  package static let measures = ["arrived", "every pixel on its side", "median distance"]
  /// In the order of `measures`.
  package var values: [Double] {
    [Double(byHand.arrived), Double(byHand.members), byHand.median]
  }

  /// Of a model with its parameters rounded to two decimals.
  package init(of model: some ClassModel<Double>, steps: Int, judge: Judge) {
    self.init(
      steps: steps, besides: [], seed: 1, judge: judge, velocity: model.twoDecimals.velocity)
  }
}
