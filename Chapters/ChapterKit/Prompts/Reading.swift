import Core
import Dataset
import Numerics
import Terminal

/// What came of asking: what the judge, who knows every sprite at every place, reads of the paintings.
package struct Reading: Sendable {
  /// A set of captions that are asked for.
  package enum Asked: String, CaseIterable, Sendable {
    /// Sprites shown in training, in full.
    case seen
    /// Sprites held out of it.
    case heldOut
    /// The book's title: a cat with a tiny hat, of whatever colours.
    case title
    /// Every cat with a tiny hat, in full.
    case worded
    /// An animal without a word of a hat.
    case bare
    /// Sprites held out together with those that have the two colours exchanged.
    case swapped
    /// Sprites shown in training, in phrasings that it never used.
    case phrased

    /// Caption number n.
    package func caption(_ n: Int, _ split: Split) -> Caption {
      func one(of sprites: [Sprite]) -> Caption { Caption(whole: sprites[n % sprites.count]) }
      switch self {
      case .seen, .phrased: return one(of: split.seen)
      case .heldOut: return one(of: split.heldOut)
      case .title: return Caption(.cat, nil, .init(.tiny))
      case .worded: return one(of: split.never)
      case .swapped: return one(of: split.swapped)
      case .bare:
        let (animals, furs) = (Sprite.Animal.allCases, [nil] + Sprite.Fur.allCases)
        return Caption(animals[n % animals.count], furs[n / animals.count % furs.count], nil)
      }
    }

    /// What a table calls it.
    package var title: String {
      switch self {
      case .seen: "captions seen in training"
      case .heldOut: "combinations held out"
      case .title: "a cat wearing a tiny hat"
      case .worded: "every cat with a tiny hat, with fur and hat colour named"
      case .bare: "no hat mentioned: a bare head"
      case .swapped: "two colours swapped, both ways held out"
      case .phrased: "sprites seen, but in new phrasings"
      }
    }

    /// Asked at every guidance scale; the others at w = 3 only.
    package static let main: [Asked] = [.seen, .heldOut, .title]

    /// Caption number n in words; the phrasings take turns.
    package func text(_ n: Int, _ split: Split) -> String {
      let caption = caption(n, split)
      switch self {
      case .bare: return caption.text(1)
      case .phrased: return caption.newText(n % Caption.newPhrasings)
      default: return caption.text(n % Caption.phrasings)
      }
    }
  }

  /// How many paintings are read of each set of captions.
  package static let count = 400
  /// The number of the caption that tables show.
  package static let example = 8
  /// With which guidance scales they are painted.
  package static let scales = [1.0, 2, 3, 5]

  /// The sprites that the judge read, for each caption in order.
  package let read: [Sprite]
  /// What was asked for, in the same order.
  package let captions: [Caption]
  /// In which words, in the same order.
  package let texts: [String]

  /// Which paintings are not as asked.
  package var misses: [Int] { read.indices.filter { !captions[$0].fits(read[$0]) } }
  private var counted: Proportion { Proportion(read.count - misses.count, of: read.count) }
  /// How many are as asked, from 0 to 1.
  package var share: Double { counted.value }
  /// `99.8 ± 0.2 %`
  package var text: String { counted.text }

  /// What was read when the models were trained, of captions from their own split.
  ///
  /// - Parameters:
  ///   - asked: Which set of captions was asked for.
  ///   - scale: The guidance scale that was painted with.
  ///   - trained: The chapter's models; the sprites that were read are kept with them, as numbers.
  ///   - prefix: Whose paintings were read, where a chapter has more than one painter: a prefix.
  /// - Throws: `Failure.badData` if nothing was read, or what is no sprite.
  package init(
    _ asked: Asked, _ scale: Double, _ trained: TrainedModels, painter prefix: String = ""
  ) throws {
    let (name, split) = (Self.name(prefix, asked, scale), trained.split)
    read = try trained.fineNumbers(name).map { number in
      guard let n = Int(exactly: number), Sprite.all.indices.contains(n) else {
        throw Failure.badData("the trained models: '\(name)' has \(number), which is no sprite")
      }
      return Sprite.all[n]
    }
    captions = read.indices.map { asked.caption($0, split) }
    texts = read.indices.map { asked.text($0, split) }
  }

  /// Every set of captions at w = 3.
  ///
  /// - Throws: As `init`.
  package static func all(_ trained: TrainedModels, painter prefix: String = "") throws -> [Reading]
  {
    try Asked.allCases.map { try Reading($0, 3, trained, painter: prefix) }
  }

  private static func name(_ prefix: String, _ asked: Asked, _ scale: Double) -> String {
    "\(prefix)read/\(asked)/w=\(scale)"
  }

  /// How paintings of so many captions come about: ids, the noise's draws, the number of the first one,
  /// and the guidance scale → pictures.
  package typealias Paint = ([[Int]], NamedRandom.Draws, Int, Double) -> [[Double]]

  /// Paints and reads all of it, and adds what was read to the models.
  ///
  /// - Throws: `UnknownWord` for a caption that has a word unknown to the vocabulary.
  package static func measure(
    _ trained: inout TrainedModels, edge: Int, painter prefix: String = "",
    scales: [Double] = scales, _ paint: Paint
  ) throws {
    let (judge, split) = (Judge(of: Sprite.family(edge: edge)), trained.split)
    for scale in scales {
      for asked in scale == 3 ? Asked.allCases : Asked.main {
        let verdicts = try verdicts(on: asked, scale, split, trained.random, judge, paint)
        trained.addFinely(
          name(prefix, asked, scale), verdicts.map { Double($0.spriteNumber) })
      }
    }
  }

  /// What a judge says of so many paintings of a set of captions, each from its own noise.
  ///
  /// - Throws: As `measure` does.
  static func verdicts(
    on asked: Asked, _ scale: Double, _ split: Split, _ random: NamedRandom, _ judge: Judge,
    _ paint: Paint
  ) throws -> [Judge.Verdict] {
    try stride(from: 0, to: count, by: 50).flatMap { start in
      let ids = try (start..<start + 50).map {
        try Vocabulary.captions.padded(asked.text($0, split))
      }
      return paint(ids, random["read.\(asked)"], start, scale)
        .concurrentMap(judge.verdict)
    }
  }
}

/// What was read of a painter's paintings: of the main sets of captions, at several guidance scales.
package struct Readings: Sendable {
  /// By scale, then by set of captions.
  private let all: [Double: [Reading]]

  /// - Throws: `Failure.badData` if one of them is missing.
  package init(
    _ trained: TrainedModels, painter prefix: String = "", scales: [Double] = Reading.scales
  ) throws {
    all = Dictionary(
      uniqueKeysWithValues: try scales.map { scale in
        (
          scale,
          try Reading.Asked.main.map { try Reading($0, scale, trained, painter: prefix) }
        )
      })
  }

  /// Of captions seen, held out, and of the title.
  package subscript(scale: Double) -> [Reading] {
    guard let readings = all[scale] else { stop("nothing was read at w = \(scale)") }
    return readings
  }

  /// Of one of the main sets of captions.
  package subscript(asked: Reading.Asked, scale: Double) -> Reading {
    guard let n = Reading.Asked.main.firstIndex(of: asked) else { stop("\(asked)") }
    return self[scale][n]
  }
}

extension Judge.Verdict {
  private static let numbers = Dictionary(
    uniqueKeysWithValues: Sprite.all.enumerated().map { ($1.name, $0) })

  /// The number among all sprites of the one that was read, by a judge who knows sprites.
  package var spriteNumber: Int {
    guard let number = Self.numbers[member.name] else { stop("\(member.name) is no sprite") }
    return number
  }

  /// The sprite that was read.
  package var sprite: Sprite { Sprite.all[spriteNumber] }
}

extension Tensor<Float> {
  /// Pictures (n, channels, rows, columns) one by one.
  package var pictures: [[Double]] {
    let size = count / shape[0]
    return (0..<shape[0]).map { n in values[n * size..<(n + 1) * size].map { Double($0) } }
  }
}
