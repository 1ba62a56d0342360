import ChapterKit
import Core
import Dataset
import Numerics

/// What a trained model was measured to do with the beginnings of stories that it has never read.
struct TaleGoals: Sendable {
  /// How many beginnings: first sentences that stand in no story to learn from.
  static let count = 200
  static let choice = TokenChoice(temperature: 0.8)
  /// In the order of `values`.
  static let names = ["words", "ends", "animal", "size", "colour", "all three", "copied"]

  /// Shares: of the words, those that the grammar has; of the stories, those that end by themselves, that keep the
  /// animal, the hat's size, its colour, all of them; of the windows of eight words, those that stand in the text
  /// to learn from.
  let values: [Double]

  init(_ stories: [String], ended: [Bool], _ verbatim: Verbatim) {
    let readings = stories.map { TaleReading($0) }
    func share(_ keeps: (TaleReading) -> Bool) -> Double {
      Double(readings.count(where: keeps)) / Double(readings.count)
    }
    let (words, known) = readings.reduce((0, 0)) { ($0.0 + $1.words, $0.1 + $1.known) }
    values = [
      Double(known) / Double(words), Double(ended.count { $0 }) / Double(ended.count),
      share(\.keepsHero), share(\.keepsSize), share(\.keepsColour), share(\.keepsAll),
      verbatim.share(of: stories),
    ]
  }

  // excerpt TaleGoals
  /// Lets a model write a story after each beginning, until it ends it, or for as many tokens as it may.
  init(_ writer: Writer, _ tales: Tales, _ random: NamedRandom) {
    var writer = writer
    var (stories, ended) = ([String](), [Bool]())
    for (n, beginning) in Self.beginnings(tales).enumerated() {
      let story = writer.story(beginning, tokens: 250, Self.choice, random["goals.\(n)"])
      stories.append(beginning + story.text)
      ended.append(story.ends)
    }
    self.init(stories, ended: ended, Verbatim(tales.training))
  }
  // end excerpt

  /// The first sentences of held-out stories, but for those that begin a story to learn from as well.
  static func beginnings(_ tales: Tales) -> [String] {
    func first(_ tale: String) -> String { TaleReading.sentences(tale)[0] }
    let known = Set(tales.training.map(first))
    return Array(tales.heldOut.map(first).filter { !known.contains($0) }.prefix(count))
  }
}

/// Which rows of eight words stand in a text.
struct Verbatim: Sendable {
  static let length = 8
  private let windows: Set<String>

  init(_ stories: [String]) { windows = Set(stories.flatMap(Self.windows)) }

  // excerpt Verbatim
  /// Of all windows of eight words of some stories, the share that stands in the text.
  func share(of stories: [String]) -> Double {
    let all = stories.flatMap(Self.windows)
    return Double(all.count(where: windows.contains)) / Double(all.count)
  }
  // end excerpt

  private static func windows(_ story: String) -> [String] {
    let words = TaleReading.words(story)
    return words.indices.dropLast(length - 1).map {
      words[$0..<$0 + length].joined(separator: " ")
    }
  }
}
