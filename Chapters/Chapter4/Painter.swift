import ChapterKit
import Core
import Dataset
import Numerics

/// Paints prompts with the large model.
struct Painter: Sendable {
  static let steps = 20
  static let edge = 16
  var parameterCount: Int { model.parameterCount }
  private let model: TextDiT<Float>
  private let tower: ClipText<Float>

  init(_ trained: TrainedModels) throws {
    let sizes = Sizes.clip(Float.self, isSmall: false)
    tower = try trained.model("clip", Clip<Float>(sizes)).text
    model = try trained.model("painter", TextDiT<Float>(Sizes.painter))
  }

  /// The words of captions as the painter reads them.
  func words(_ ids: [[Int]]) -> Tensor<Float> {
    var tower = tower
    return tower.embed(ids)
  }

  /// All pictures on the way from noise, n of each: noise (n, 3, 16, 16), captions as ids.
  func trajectory(
    _ ids: [[Int]], from noise: Tensor<Float>, guidance w: Float, solver: Solver = .euler
  ) -> [Tensor<Float>] {
    trajectory(
      words: words(ids), ids.map(WorkedExample.isReal), from: noise, guidance: w, solver: solver)
  }

  /// The same from words that need not be any caption's.
  func trajectory(
    words: Tensor<Float>, _ isReal: [[Bool]], from noise: Tensor<Float>, guidance w: Float,
    solver: Solver = .euler
  ) -> [Tensor<Float>] {
    let n = noise.shape[0]
    let empty = [[Int]](repeating: WorkedExample.empty, count: n)
    let nothing = self.words(empty)
    var model = model
    model.prompt = .init(
      words: Tensor([2 * n] + words.shape.dropFirst(), words.values + nothing.values),
      isReal: isReal + empty.map(WorkedExample.isReal))
    let guidance = Guidance<Float>(scale: w)
    return solver.trajectory(from: noise, steps: Self.steps) { x, t in
      let both = model.forward(
        Tensor([2 * n] + x.shape.dropFirst(), x.values + x.values),
        Tensor([2 * n], repeating: t))
      return guidance.blend(
        Tensor(x.shape, Array(both.values.prefix(x.count))),
        Tensor(x.shape, Array(both.values.suffix(x.count))))
    }
  }

  /// Noise number `start` and the next ones.
  static func noise(_ n: Int, _ draws: NamedRandom.Draws, from start: Int = 0) -> Tensor<Float> {
    let size = 3 * edge * edge
    return Tensor(
      [n, 3, edge, edge], (0..<n * size).map { Float(draws.normal(start * size + $0)) })
  }

  /// Where each patch looks among the words, at time t: for each block (heads, patches, words).
  func attention(_ ids: [Int], _ x: Tensor<Float>, _ t: Float) -> [Tensor<Float>] {
    var model = model
    model.prompt = .init(words: words([ids]), isReal: [WorkedExample.isReal(ids)])
    let recorder = Recorder<Float>()
    _ = model.forward(x, Tensor([1], [t]), recorder)
    return (0..<Sizes.painter.layers).map { block in
      let weights = recorder["blocks.\(block).cross_attn.weights"] ?? Tensor([1, 1, 1, 1])
      return weights.reshaped(Array(weights.shape.dropFirst()))
    }
  }
}

/// What came of asking: what the judge, who knows every sprite at every place, reads of the paintings.
struct Reading: Sendable {
  /// A set of captions that are asked for.
  enum Asked: String, CaseIterable, Sendable {
    case seen, heldOut, title

    /// Caption number n.
    func caption(_ n: Int, _ split: Split) -> Caption {
      switch self {
      case .seen: Caption(whole: split.seen[n % split.seen.count])
      case .heldOut: Caption(whole: split.heldOut[n % split.heldOut.count])
      case .title: Caption(.cat, nil, .some(size: .tiny, colour: nil))
      }
    }
  }

  static let count = 400
  static let scales = [1.0, 2, 3, 5]

  /// The sprites that the judge read, for each caption in order.
  let read: [Sprite]
  let captions: [Caption]

  var misses: [Int] { read.indices.filter { !captions[$0].fits(read[$0]) } }
  var share: Double { 1 - Double(misses.count) / Double(read.count) }

  /// `99.8 ± 0.2 %`
  var text: String {
    let error = (share * (1 - share) / Double(read.count)).squareRoot()
    return "\((100 * share).fixed(1)) ± \((100 * error).fixed(1)) %"
  }

  init(_ asked: Asked, _ scale: Double, _ trained: TrainedModels, _ split: Split) {
    read = trained.numbers(Self.name(asked, scale)).map { Sprite.all[Int($0)] }
    captions = read.indices.map { asked.caption($0, split) }
  }

  private static func name(_ asked: Asked, _ scale: Double) -> String {
    "read/\(asked)/w=\(scale)"
  }

  /// Paints and reads all of it, and adds what was read to the models.
  static func measure(_ trained: inout TrainedModels, random: NamedRandom) throws {
    let (painter, split) = (try Painter(trained), Split(random: random))
    let judge = Judge(of: family)
    let number = Dictionary(uniqueKeysWithValues: Sprite.all.enumerated().map { ($1.name, $0) })
    for scale in scales {
      for asked in Asked.allCases {
        var read: [Double] = []
        for start in stride(from: 0, to: count, by: 50) {
          let ids = try (start..<start + 50).map {
            try Vocabulary.captions.padded(asked.caption($0, split).text($0 % 3))
          }
          let noise = Painter.noise(50, random["read.\(asked)"], from: start)
          let made = painter.trajectory(ids, from: noise, guidance: Float(scale))[Painter.steps]
          let size = made.count / 50
          for n in 0..<50 {
            let pixels = made.values[n * size..<(n + 1) * size].map { Double($0) }
            read.append(Double(number[judge.verdict(on: pixels).member.name] ?? 0))
          }
        }
        trained.add(name(asked, scale), read)
      }
    }
  }

  /// Every sprite at every place.
  static var family: [Picture] {
    Sprite.all.flatMap { sprite in
      [-1.0, 0, 1].flatMap { x in
        [-1.0, 0, 1].map { sprite.picture(edge: Painter.edge, right: x, down: $0) }
      }
    }
  }
}
