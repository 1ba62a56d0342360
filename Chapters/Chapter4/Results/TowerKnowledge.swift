import ChapterKit
import Core
import Dataset
import Numerics

/// What the towers whose words the painter reads know of pictures and captions, before their training and
/// after it.
struct TowerKnowledge: Sendable {
  let parameters: Int
  /// The mean losses of equal parts of their training.
  let losses: [Double]
  /// Some sprites that training has never shown, and the cosines of these (rows) and their captions
  /// (columns).
  let shown: [Sprite]
  let similarity: (before: [Double], after: [Double])
  let asked: [Asked]
  let neighbours: Neighbours
  let distances: [WordDistance]
  let truth: CaptionTruth

  /// How often a set of sprites and their captions find each other.
  struct Asked: Sendable {
    let name: String
    let (before, after): (Towers.Retrieval, Towers.Retrieval)
  }

  /// How far apart a word's rows are in sentences that differ in the animal only.
  struct WordDistance: Sendable {
    let word: String
    /// From the cat's row to the nearest of the others', and from each of the others' to its nearest, in the
    /// mean.
    let (cat, others): (Double, Double)
  }

  /// - Throws: `Failure.badData` if the models lack the towers.
  init(_ trained: TrainedModels) throws {
    let (split, towers) = (trained.split, try Towers(trained))
    parameters = towers.after.parameterCount
    losses = try trained.losses("clip")
    shown = Array(split.heldOut.prefix(8))
    similarity = (
      towers.similarity(shown, towers.before), towers.similarity(shown, towers.after)
    )
    let sets = [
      ("held out", split.heldOut), ("cats with a tiny hat", split.never), ("seen", split.seen),
    ]
    let (before, after) = (
      towers.retrievals(of: sets.map(\.1), towers.before),
      towers.retrievals(of: sets.map(\.1), towers.after)
    )
    asked = sets.indices.map { Asked(name: sets[$0].0, before: before[$0], after: after[$0]) }
    neighbours = Neighbours(towers)
    distances = Sprite.Size.allCases.map { size in
      let d = towers.distances(of: size)
      return WordDistance(word: size.rawValue, cat: d.cat, others: d.others)
    }
    truth = CaptionTruth(trained)
  }
}

/// How near some short texts are to each other.
struct Neighbours: Sendable {
  static let texts = [
    "a cat", "a black cat", "a cat wearing a hat", "a cat with a hat", "a cat wearing no hat",
    "a dog", "a dog wearing a hat", "a bird", "a rabbit", "a hat", "",
  ]
  /// The cosines of their arrows, row by row.
  let cosines: [[Double]]

  init(_ towers: Towers) {
    let arrows = towers.arrows(Self.texts, towers.after)
    let (all, n) = ((arrows ⊗ arrows.transpose).values.map { Double($0) }, Self.texts.count)
    cosines = (0..<n).map { Array(all[$0 * n..<($0 + 1) * n]) }
  }

  /// The cosine of two of the texts.
  func cosine(_ a: String, _ b: String) -> Double {
    guard let i = Self.texts.firstIndex(of: a), let j = Self.texts.firstIndex(of: b) else {
      stop("\"\(a)\" and \"\(b)\" were not compared")
    }
    return cosines[i][j]
  }
}

/// Of how many pictures of its batch a caption is true.
struct CaptionTruth: Sendable {
  static let batches = 20
  /// How many, in the mean over the first batches of the training.
  let mean: Double
  /// The mean negative log-likelihood of a caption that gives all of them the same chance: the least that the
  /// half of the loss in which captions choose can become.
  let least: Double

  init(_ trained: TrainedModels) {
    let (seen, random) = (trained.split.seen, trained.random)
    let (pick, said) = (random["train.sprite"], random["train.caption"])
    var counts: [Double] = []
    for batch in 0..<Self.batches {
      let pairs = (batch * Training.batch..<(batch + 1) * Training.batch).map { i in
        let sprite = seen[pick.integer(i, below: seen.count)]
        return (sprite, Caption.drawn(for: sprite, i, said).caption)
      }
      counts += pairs.map { pair in Double(pairs.count { pair.1.fits($0.0) }) }
    }
    mean = counts.reduce(0, +) / Double(counts.count)
    least = counts.map { Double.log($0) }.reduce(0, +) / Double(counts.count)
  }
}
