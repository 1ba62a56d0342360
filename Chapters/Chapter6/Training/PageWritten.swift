import ChapterKit
import Dataset
import Numerics
import Walkthrough

extension Chapter6Story {
  func writtenPage(_ page: Page) {
    let (story, pairs) = (results.written.asked, results.written.pairs)
    let steps = story.steps
    page.section("After \"\(chapter.asked.prompt.onOneLine().inMarkdown)\"")
    page.code(told(story))
    let choice = chapter.asked.choice
    page.text(
      "(▸ stands where the model takes over.) \(story.ends ? "It ended the story by itself, after \(steps.count) tokens." : "It may write \(chapter.asked.tokens) tokens and has not ended by then.") Temperature \(choice.temperature.shown), top-k \(choice.topK.map(String.init) ?? "off"), top-p \(choice.topP.map(\.shown) ?? "off"), min-p \(choice.minP.map(\.shown) ?? "off")."
    )
    if stories.isOurs { page.text(verdict(story)) }
    page.section("Token by token")
    page.text(
      "The first \(min(12, steps.count)) tokens: what the model had in mind (at temperature 1, before anything was left out), how many tokens were left to choose from, and the draw that chose (\(page.link("drawing"))):"
    )
    var table = Table(["token", "p", "chosen from", "draw", "the likeliest were"], left: [0, 4])
    for step in steps.prefix(12) {
      let order = step.plain.indices.sorted { step.plain[$0] > step.plain[$1] }
      let top = order.prefix(4).map {
        "\(visible(pairs.text([$0]))) \((100 * step.plain[$0]).fixed(0)) %"
      }
      table.add([
        visible(pairs.text([step.token])), step.plain[step.token].shown,
        "\(step.probabilities.count { $0 > 0 })", step.draw.shown, top.joined(separator: ", "),
      ])
    }
    page.text(table.markdown)
    let sure = steps.count { ($0.plain.max() ?? 0) > 0.9 }
    page.text("In \(sure) of \(steps.count) places one token has more than 90 %.")
    page.section("By temperature")
    page.text("The same draws, without top-k, top-p and min-p:")
    for (temperature, story) in results.written.byTemperature {
      page.text("**Temperature \(temperature.shown)**")
      page.code(told(story))
      if stories.isOurs { page.text(verdict(story)) }
    }
    if results.written.byTemperature.contains(where: { $0.story.text.contains("\u{FFFD}") }) {
      page.text("(\u{FFFD} stands for a byte that makes no character where it stands.)")
    }
    page.section("In the core")
    page.excerpt("Writer.story", says: "One story")
    page.excerpt("Writer.write", says: "Writing with a cache")
    page.keep("A story is one draw after the other, and each draw reads all that was written.")
  }

  /// What the program that reads stories says of one.
  private func verdict(_ story: WrittenStory) -> String {
    let reading = TaleReading(story.beginning + story.text)
    let kept = [
      ("animal", reading.hero, reading.keepsHero), ("size", reading.size, reading.keepsSize),
      ("colour", reading.colour, reading.keepsColour),
    ].map { name, word, keeps in
      "\(name) \(word.map { "\"\($0)\" \(keeps ? "kept" : "lost")" } ?? "not named")"
    }
    return
      "\(reading.known) of \(reading.words) words are words of the grammar; \(Self.listed(kept))."
  }
}
