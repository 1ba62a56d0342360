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
  package static let prompts = [
    "a black cat wearing a tiny red hat", "a white dog with no hat",
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
  /// The worked walk's noise, asked for other things.
  package let prompts: [Walk]

  package struct Walk: Sendable {
    package let prompt: String
    /// From noise to the end.
    package let way: [[Double]]
    package let verdict: Judge.Verdict
    /// A sprite that was asked for, and how far the end is from it.
    package let target: [Double]
    package let toTarget: Double
  }

  /// - Parameters:
  ///   - painter: Of pictures, or of what `paint` makes pictures of 4×4 pixels of.
  ///   - words: What it reads.
  ///   - noise: What the walk starts from under a seed's draws.
  /// - Throws: `Failure.usage` if a prompt cannot be said.
  package init(
    of asked: some PaintingChapter, by painter: TextDiT<Double>, words: ClipText<Double>,
    noise: (NamedRandom) -> [Double], paint: (Tensor<Double>) -> Tensor<Double> = { $0 }
  ) throws {
    let judge = Self.judge
    func walk(_ ids: [Int], from noises: [[Double]]) -> [[[Double]]] {
      Self.walks(
        by: painter, words, to: ids, from: noises, steps: asked.steps, guidance: asked.guidance
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
        family[..<i].map { Self.distance($0, family[i]) }
      }.min() ?? 0
    prompts = try Self.prompts.map { text in
      let prompt = try Prompt([text])
      let way = walk(prompt.ids, from: [noise(random)]).map { $0[0] }
      guard let sprite = Sprite.all.first(where: prompt.isTrue) else { stop("\(text)") }
      let target = sprite.picture(edge: 4).pixels
      return Walk(
        prompt: text, way: way, verdict: judge.verdict(on: way[end]), target: target,
        toTarget: Self.distance(way[end], target))
    }
  }

  /// All sprites at 4×4.
  private static var judge: Judge { Judge(of: Sprite.all.map { $0.picture(edge: 4) }) }

  /// The way of several noises to one prompt (ids): a tensor (noises, channels, rows, columns) for each stop.
  private static func walks(
    by painter: TextDiT<Double>, _ words: ClipText<Double>, to ids: [Int],
    from noises: [[Double]], steps: Int, guidance: Double
  ) -> [Tensor<Double>] {
    let (n, sizes) = (noises.count, painter.configuration)
    var words = words
    let both = [[Int]](repeating: ids, count: n) + [[Int]](repeating: Prompt.empty, count: n)
    let (prompt, guidance) = (painter.reading(words.prompt(both)), Guidance(scale: guidance))
    return Solver.euler.trajectory(
      from: Tensor([n, sizes.imageChannels, sizes.size, sizes.size], noises.flatMap { $0 }),
      steps: steps
    ) { guidance.velocity(of: painter, both: prompt, $0, $1) }
  }

  /// How far walks to all the prompts end from the nearest sprite, in the mean; for a painter of pixels.
  ///
  /// - Parameter noises: What each prompt is walked to from.
  /// - Throws: `Failure.usage` if a prompt cannot be said.
  package static func meanDistance(
    by painter: TextDiT<Double>, words: ClipText<Double>, from noises: [[Double]]
  ) throws -> Double {
    let judge = judge
    return try prompts.flatMap { text in
      let way = walks(
        by: painter, words, to: try Prompt([text]).ids, from: noises, steps: 3, guidance: 3)
      let end = way[way.count - 1]
      return end.values.parts(of: end.count / noises.count).map { judge.verdict(on: Array($0)) }
    }.meanDistance
  }

  private static func distance(_ a: [Double], _ b: [Double]) -> Double {
    (zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / Double(a.count)).squareRoot()
  }
}
