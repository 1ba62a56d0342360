import Core
import Dataset
import Numerics

/// Where the small painter's walks end, in the core: the worked one, those from other seeds' noises, and those
/// to other prompts.
package struct SmallWalks: Sendable {
  /// How many other seeds.
  package static let count = 50
  /// What counts as near: the root of the mean squared difference.
  package static let near = 0.25
  package static let prompts =
    OtherWalk.all.map(\.prompt) + [
      "a brown bear wearing a big yellow hat", "a black owl wearing a big white hat",
    ]

  /// What the judge reads of the worked walk's end, among all sprites at 4×4.
  package let here: Judge.Verdict
  /// The distances of the other seeds' ends to their nearest sprites.
  package let others: (mean: Double, largest: Double)
  /// How many of these are near, and how many are as asked.
  package let near, right: Int
  /// The distance of the two sprites that are most alike.
  package let closest: Double
  /// The worked walk, and those from its noise to other prompts.
  package let prompts: [Walk]

  package struct Walk: Sendable {
    package let prompt: Prompt
    /// From noise to the end.
    package let way: [[Double]]
    package let verdict: Judge.Verdict
    /// Of the sprites that were asked for the one that the end is nearest to, and how far it is; nil where no
    /// sprite is that.
    package let target: (pixels: [Double], distance: Double)?

    init(_ prompt: Prompt, _ way: [[Double]], _ judge: Judge) {
      let end = way[way.count - 1]
      (self.prompt, self.way, verdict) = (prompt, way, judge.verdict(on: end))
      target =
        Sprite.all.filter(prompt.isTrue).map { sprite in
          let pixels = sprite.picture(edge: 4).pixels
          return (pixels: pixels, distance: distance(pixels, end))
        }.min { $0.distance < $1.distance }
    }
  }

  /// - Parameters:
  ///   - asked: The chapter's prompt, steps, guidance scale and seed.
  ///   - painter: Of pictures, or of what `paint` makes pictures of 4×4 pixels of.
  ///   - words: What it reads.
  ///   - interval: At which times guidance counts.
  ///   - noise: What the walk starts from under a seed's draws.
  ///   - paint: Makes pictures (walks, 3, 4, 4) of what the painter paints; by default these are pictures
  ///     already.
  /// - Throws: `Failure.usage` if a prompt cannot be said.
  package init(
    of asked: some PaintingChapter, by painter: TextDiT<Double>, words: ClipText<Double>,
    interval: ClosedRange<Double> = 0...1, noise: (NamedRandom) -> [Double],
    paint: (Tensor<Double>) -> Tensor<Double> = { $0 }
  ) throws {
    let judge = Self.judge
    func walk(_ ids: [Int], from noises: [[Double]]) -> [[[Double]]] {
      Self.walks(
        by: painter, words, to: ids, from: noises, steps: asked.steps,
        guidance: Guidance(scale: asked.guidance, interval: interval)
      ).map { x in
        let pictures = paint(x)
        return pictures.values.parts(of: pictures.count / noises.count).map(Array.init)
      }
    }
    let (random, end) = (asked.common.random, asked.steps)
    here = judge.verdict(on: walk(asked.prompt.ids, from: [noise(random)])[end][0])
    let seeds = (1...UInt64(Self.count)).map { random.seed &+ $0 }
    let ends = walk(asked.prompt.ids, from: seeds.map { noise(NamedRandom(seed: $0)) })[end]
    let verdicts = ends.map(judge.verdict)
    let distances = verdicts.map(\.distance)
    others = (Measured(distances).mean, distances.max() ?? 0)
    near = distances.count { $0 <= Self.near }
    right = verdicts.count { asked.prompt.isTrue(of: $0.sprite) }
    let family = judge.family.map(\.pixels)
    closest =
      family.indices.dropFirst().flatMap { i in
        family[..<i].map { distance($0, family[i]) }
      }.min() ?? 0
    prompts = try ([asked.prompt] + Self.prompts.map { try Prompt([$0]) }).map { prompt in
      Walk(prompt, walk(prompt.ids, from: [noise(random)]).map { $0[0] }, judge)
    }
  }

  /// All sprites at 4×4.
  private static var judge: Judge { Judge(of: Sprite.all.map { $0.picture(edge: 4) }) }

  /// The way of several noises to one prompt (ids): a tensor (noises, channels, rows, columns) for each stop.
  private static func walks(
    by painter: TextDiT<Double>, _ words: ClipText<Double>, to ids: [Int],
    from noises: [[Double]], steps: Int, guidance: Guidance<Double>
  ) -> [Tensor<Double>] {
    let (n, sizes) = (noises.count, painter.configuration)
    var words = words
    let both = [[Int]](repeating: ids, count: n) + [[Int]](repeating: Prompt.empty, count: n)
    let prompt = painter.reading(words.prompt(both))
    return Solver.euler.trajectory(
      from: Tensor([n, sizes.imageChannels, sizes.size, sizes.size], noises.flatMap { $0 }),
      steps: steps
    ) { guidance.velocity(of: painter, both: prompt, $0, $1) }
  }

  /// How far walks to all the prompts end from the nearest sprite, in the mean; for a painter of pixels.
  ///
  /// - Parameters:
  ///   - painter: Of pictures (3, 4, 4); it takes 3 steps with a guidance scale of 3.
  ///   - words: The tower whose words it reads.
  ///   - noises: What each prompt is walked to from.
  /// - Throws: `Failure.usage` if a prompt cannot be said.
  package static func meanDistance(
    by painter: TextDiT<Double>, words: ClipText<Double>, from noises: [[Double]]
  ) throws -> Double {
    let judge = judge
    return try prompts.flatMap { text in
      let way = walks(
        by: painter, words, to: try Prompt([text]).ids, from: noises, steps: 3,
        guidance: Guidance(scale: 3))
      let end = way[way.count - 1]
      return end.values.parts(of: end.count / noises.count).map { judge.verdict(on: Array($0)) }
    }.meanDistance
  }
}
