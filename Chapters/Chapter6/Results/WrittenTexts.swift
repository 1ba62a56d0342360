import ChapterKit
import Core
import Numerics
import Terminal

/// What the large model wrote after the prompt.
struct WrittenTexts: Sendable {
  /// How many parameters wrote it.
  let parameters: Int
  /// What is to be said of a prompt that was cut.
  let note: String?
  /// As it was asked.
  let asked: [Writer.Step]
  /// From the same draws at other temperatures, with nothing left out.
  let byTemperature: [(temperature: Double, steps: [Writer.Step])]

  private static let temperatures = [0, 0.5, 1, 1.5]

  /// - Throws: `Failure.badData` if the models lack the one that writes.
  init(
    _ chapter: Chapter6, _ trained: TrainedModels, _ stories: Stories, _ console: Console
  ) throws {
    let (wish, draws) = (chapter.asked, chapter.common.random["write"])
    console.progress(
      "writing \(wish.tokens) tokens after \"\(wish.prompt.onOneLine())\", and the beginning at \(Self.temperatures.count) temperatures …"
    )
    var writer = Writer(
      try trained.model("gpt", LanguageModel(Sizes.writer)), stories.pairs)
    parameters = writer.parameterCount
    note = writer.note(on: wish.prompt)
    asked = writer.write(wish.prompt, tokens: wish.tokens, wish.choice, draws)
    byTemperature = Self.temperatures.map { temperature in
      let choice = TokenChoice(temperature: temperature)
      return (temperature, writer.write(wish.prompt, tokens: 50, choice, draws))
    }
  }
}
