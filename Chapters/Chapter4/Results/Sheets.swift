import ChapterKit
import Core
import Dataset
import Numerics
import Terminal

/// Paintings side by side: of several prompts, of one prompt after small changes, with several guidance
/// scales, and of what lies between two prompts.
struct Sheets: Sendable {
  /// Six paintings of each prompt.
  let prompts: [[[Double]]]
  /// Rows from one noise each, painted with every edit.
  let edits: [[Double]]
  /// Rows from one noise each, painted with every scale.
  let scales: [[Double]]
  /// Rows from one noise each, from one prompt to the other.
  let between: [[Double]]

  static let prompts = [
    "a cat wearing a tiny hat", "a black cat wearing a tiny red hat",
    "a white dog with a big blue hat", "a tiny green hat on a grey bird",
    "a brown rabbit", "a bird without a hat", "a big yellow hat on a cat",
    "a black owl wearing a white hat", "a white owl wearing a black hat",
  ]
  /// Each a small change of the one before.
  static let edits = [
    "a black cat wearing a tiny red hat", "a white cat wearing a tiny red hat",
    "a white dog wearing a tiny red hat", "a white dog wearing a big red hat",
    "a white dog wearing a big blue hat", "a white dog wearing no hat",
  ]
  static let scales = [0.0, 1, 2, 3, 5, 8]
  /// Two prompts with equally many words.
  static let ends = ["a white cat wearing a big red hat", "a brown dog wearing a big blue hat"]
  /// How many parts the way from one to the other has.
  static let parts = 7
  /// How many paintings a prompt gets.
  static let samples = 6

  init(_ chapter: Chapter4, by painter: Painter, _ console: Console) throws {
    let brush = Brush(painter: painter, draws: chapter.common.random["sheets"])
    console.progress(
      "painting \(Self.samples) pictures each of \(Self.prompts.count) prompts, and small changes of some …"
    )
    prompts = try Self.prompts.enumerated().map { k, prompt in
      let noise = painter.noise(Self.samples, brush.draws, from: 10 * k)
      return brush.painted(try brush.ids([String](repeating: prompt, count: Self.samples)), noise)
    }
    let edits = try brush.ids(Self.edits)
    self.edits = (0..<3).flatMap { n in
      brush.painted(edits, brush.noises([Int](repeating: 200 + n, count: edits.count)))
    }
    let ids = [[Int]](repeating: chapter.prompt.ids, count: 3)
    let byScale = Self.scales.map {
      brush.painted(ids, brush.noises([300, 301, 302]), guidance: Float($0))
    }
    scales = (0..<3).flatMap { n in byScale.map { $0[n] } }
    let ends = try brush.ids(Self.ends)
    between = (0..<2).flatMap { brush.between(ends, number: 400 + $0) }
  }
}

/// A painter with noises of the page's own.
private struct Brush {
  let painter: Painter
  let draws: NamedRandom.Draws

  func ids(_ prompts: [String]) throws -> [[Int]] { try prompts.map(Vocabulary.captions.padded) }

  /// The noises of these numbers.
  func noises(_ numbers: [Int]) -> Tensor<Float> {
    Tensor(stacking: numbers.map { painter.noise(1, draws, from: $0) })
  }

  func painted(_ ids: [[Int]], _ noise: Tensor<Float>, guidance w: Float = 3) -> [[Double]] {
    painter.trajectory(ids, from: noise, guidance: w)[Painter.steps].pictures
  }

  /// The words of one prompt moved to those of the other, a part of the way at a time, from noise number n.
  func between(_ ends: [[Int]], number n: Int) -> [[Double]] {
    let (words, count) = (ends.map { painter.words([$0]) }, Sheets.parts + 1)
    let mixed = (0..<count).flatMap { k -> [Float] in
      let s = Float(k) / Float(Sheets.parts)
      return zip(words[0].values, words[1].values).map { (1 - s) * $0 + s * $1 }
    }
    let isReal = [[Bool]](repeating: Prompt.isReal(ends[0]), count: count)
    return painter.trajectory(
      words: Tensor([count] + words[0].shape.dropFirst(), mixed), isReal,
      from: noises([Int](repeating: n, count: count)), guidance: 3)[Painter.steps].pictures
  }
}
