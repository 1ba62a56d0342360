import ChapterKit
import Core
import Dataset
import Numerics

/// Which patch reads which word, by time and block: in the first painting, and over many prompts.
struct Looks: Sendable {
  /// After how many steps it is looked.
  static let steps = [2, 10, 18]
  static let times = steps.map { 1 - Double($0) / Double(Painter.steps) }
  /// How many prompts are measured.
  static let count = 50
  /// The words of `a FUR ANIMAL wearing a SIZE COLOUR hat`, and where they stand.
  static let roles = [
    (name: "fur", place: 2), (name: "animal", place: 3), (name: "size", place: 6),
    (name: "colour", place: 7), (name: "hat", place: 8),
  ]
  /// Patches beside each other.
  static let edge = 4

  /// Of the first painting: for each time and block (heads, patches, words).
  let first: [[Tensor<Float>]]
  /// For each time, block and role: how much of a patch's attention goes to the word, in the mean over prompts
  /// and heads, for each row of patches.
  let rows: [[[[Double]]]]

  /// - Parameter path: The paintings of the prompt, step by step.
  init(_ chapter: Chapter4, by painter: Painter, _ path: [[[Double]]]) throws {
    first = Self.steps.map {
      Self.attention(by: painter, chapter.prompt.ids, path[$0][0], after: $0)
    }
    let hats = Sprite.all.filter { $0.hat != nil }
    let ids = try (0..<Self.count).map {
      try Vocabulary.captions.padded(Caption(whole: hats[$0 * hats.count / Self.count]).text())
    }
    let draws = chapter.common.random["looks"]
    // Some at a time: what the layers keep of each would come to a hundred megabytes.
    let ways = ids.parts(of: 10).map { part in
      painter.trajectory(
        Array(part), from: painter.noise(part.count, draws, from: part.startIndex), guidance: 3)
    }
    rows = Self.steps.map { step in
      let pictures = ways.flatMap { $0[step].pictures }
      let maps = Array(ids.indices).concurrentMap {
        Self.attention(by: painter, ids[$0], pictures[$0], after: step)
      }
      return maps[0].indices.map { block in
        Self.roles.map { role in
          let all = maps.map { Self.map(of: role.place, $0[block]) }
          return (0..<Self.edge).map { row in
            Measured(all.flatMap { $0[row * Self.edge..<(row + 1) * Self.edge] }).mean
          }
        }
      }
    }
  }

  private static func attention(
    by painter: Painter, _ ids: [Int], _ picture: [Double], after step: Int
  ) -> [Tensor<Float>] {
    let x = Tensor<Float>([1, 3, Painter.edge, Painter.edge], picture.map { Float($0) })
    return painter.attention(ids, x, 1 - Float(step) / Float(Painter.steps))
  }

  /// How much of each patch's attention goes to the word at a place, in the mean over the heads.
  static func map(of word: Int, _ weights: Tensor<Float>) -> [Double] {
    let (heads, patches, words) = (weights.shape[0], weights.shape[1], weights.shape[2])
    return (0..<patches).map { patch in
      (0..<heads).reduce(0.0) {
        $0 + Double(weights.values[($1 * patches + patch) * words + word])
      } / Double(heads)
    }
  }

  /// Over many prompts: how much of all attention a word gets, and how much of that in the upper half.
  func share(_ time: Int, _ block: Int, _ role: Int) -> (all: Double, upper: Double) {
    let parts = rows[time][block][role]
    let sum = parts.reduce(0, +)
    return (sum / Double(parts.count), parts[..<(parts.count / 2)].reduce(0, +) / sum)
  }
}
