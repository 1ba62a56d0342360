import ChapterKit
import Core
import Dataset
import Foundation
import Numerics
import Terminal

/// What the model that writes wrote after the prompt.
struct WrittenTexts: Sendable {
  /// How many parameters wrote it.
  let parameters: Int
  /// What its tokens are.
  let pairs: BytePairs
  /// What is to be said of a prompt that was cut.
  let note: String?
  /// As it was asked.
  let asked: WrittenStory
  /// Whether a terminal has shown it as it was written.
  let wasShown: Bool
  /// From the same draws at other temperatures, with nothing left out.
  let byTemperature: [(temperature: Double, story: WrittenStory)]

  private static let temperatures = [0, 0.5, 1, 1.5]

  init(_ chapter: Chapter6, _ writer: Writer, _ console: Console) throws {
    let (wish, draws) = (chapter.asked, chapter.common.random["write"])
    var writer = writer
    parameters = writer.parameterCount
    pairs = writer.pairs
    note = writer.note(on: wish.prompt)
    wasShown = !chapter.common.isQuiet && isatty(1) == 1
    if wasShown { try Console.print("\(note.map { "(\($0))\n" } ?? "")\n\(wish.prompt)") }
    let wasShown = wasShown
    asked = writer.story(wish.prompt, tokens: wish.tokens, wish.choice, draws) { text in
      if wasShown { try? Console.print(text) }
    }
    if wasShown { try Console.print(asked.ends ? "" : "\n\n") }
    console.progress("writing the beginning at \(Self.temperatures.count) temperatures …")
    byTemperature = Self.temperatures.map { temperature in
      let choice = TokenChoice(temperature: temperature)
      return (temperature, writer.story(wish.prompt, tokens: wish.tokens, choice, draws))
    }
  }
}
