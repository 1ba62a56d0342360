import ChapterKit
import Core
import Dataset
import Numerics
import Terminal

/// How good the models are, as far as it was measured when they were trained; and what the kept flow paints
/// where it is asked for less than was ever said.
struct Measurements: Sendable {
  /// VAEs with several βs, from the smallest on.
  let tradeOff: [(beta: Double, quality: VAEQuality)]
  /// The kept flow, at all guidance scales.
  let kept: Readings
  /// Of captions seen, held out, and of the title, at w = 3: the kept flow's training again from other
  /// starting values.
  let otherStarts: [[Reading]]
  /// The same of flows trained for less long: on latents with the scale and without it, on a plain
  /// autoencoder's, and on pixels.
  let scaled, unscaled, plain, pixels: [Reading]
  /// The same of chapter 4's painter.
  let chapter4: [Reading]
  let hatUnsaid: [HatUnsaid]

  /// What was read of paintings of a caption that says nothing of a hat.
  struct HatUnsaid: Sendable {
    let caption: Caption
    let read: [Sprite]
    /// How many paintings are made.
    static let count = 16
  }

  /// - Throws: `Failure.badData` if a measurement is missing.
  init(
    _ chapter: Chapter5, _ trained: TrainedModels, words: TrainedModels, _ system: LatentSystem,
    _ judge: Judge, _ console: Console
  ) throws {
    func readings(of painter: String) throws -> [Reading] {
      try Readings(trained, painter: painter, scales: [3])[3]
    }
    tradeOff = try (Training.betas + [Training.beta]).sorted().map {
      ($0, try VAEQuality(numbers: try trained.numbers("beta \($0)/quality")))
    }
    kept = try Readings(trained, painter: "latent ")
    otherStarts = try Comparisons.starts.map(readings)
    scaled = try readings(of: "scaled ")
    unscaled = try readings(of: "unscaled ")
    plain = try readings(of: "plain ")
    pixels = try readings(of: "pixels ")
    chapter4 = try Readings(words, scales: [3])[3]
    console.progress(
      "painting \(HatUnsaid.count) pictures each of \(Sprite.Animal.allCases.count) captions without a word of a hat …"
    )
    hatUnsaid = try Sprite.Animal.allCases.enumerated().map { n, animal in
      try HatUnsaid(number: n, animal, by: system, judge, chapter.common.random)
    }
  }
}

extension Measurements.HatUnsaid {
  /// - Parameter n: Number of the caption: each has noises of its own.
  fileprivate init(
    number n: Int, _ animal: Sprite.Animal, by system: LatentSystem, _ judge: Judge,
    _ random: NamedRandom
  ) throws {
    caption = Caption(animal, nil, .unsaid)
    let ids = try Vocabulary.captions.padded(caption.text())
    let (painter, count) = (system.painter, Self.count)
    let noise = painter.noise(count, random["unsaid"], from: n * count)
    let end = painter.trajectory([[Int]](repeating: ids, count: count), from: noise, guidance: 3)
    read = system.paint(end[Painter.steps]).pictures.map { judge.verdict(on: $0).sprite }
  }
}
