import ChapterKit
import Numerics
import Walkthrough

extension Chapter6Story {
  func writtenPage(_ page: Page) {
    let steps = results.written.asked
    page.section("After \"\(chapter.asked.prompt.onOneLine().inMarkdown)\"")
    page.code(told(steps))
    let choice = chapter.asked.choice
    page.text(
      "(▸ stands where the model takes over.) Temperature \(choice.temperature.shown), top-k \(choice.topK.map(String.init) ?? "off"), top-p \(choice.topP.map(\.shown) ?? "off"), min-p \(choice.minP.map(\.shown) ?? "off")."
    )
    page.section("Token by token")
    page.text(
      "The first \(min(12, steps.count)) tokens: what the model had in mind (at temperature 1, before anything was left out), how many tokens were left to choose from, and the draw that chose (\(page.link("drawing"))):"
    )
    var table = Table(["token", "p", "chosen from", "draw", "the likeliest were"], left: [0, 4])
    for step in steps.prefix(12) {
      let order = step.plain.indices.sorted { step.plain[$0] > step.plain[$1] }
      let top = order.prefix(4).map {
        "\(visible(stories.pairs.text([$0]))) \((100 * step.plain[$0]).fixed(0)) %"
      }
      table.add([
        visible(stories.pairs.text([step.token])), step.plain[step.token].shown,
        "\(step.probabilities.count { $0 > 0 })", step.draw.shown, top.joined(separator: ", "),
      ])
    }
    page.text(table.markdown)
    let sure = steps.filter { ($0.plain.max() ?? 0) > 0.9 }
    let tokens = Set(sure.map { visible(stories.pairs.text([$0.token])) }).sorted()
    page.text(
      "In \(sure.count) of \(steps.count) places one token has more than 90 %\(tokens.isEmpty ? "" : "; what was written there: \(tokens.joined(separator: " "))")."
    )
    let words = Set(stories.words.map { $0.lowercased() })
    let written = text(of: steps).split { !$0.isLetter }.map { $0.lowercased() }
    let known = written.dropLast().count(where: words.contains)
    page.text(
      "\(known) of the \(max(0, written.count - 1)) whole words that it wrote are words of the stories (the last may be cut off)."
    )
    page.section("By temperature")
    page.text("The same draws, without top-k, top-p and min-p:")
    var isBroken = false
    for (temperature, steps) in results.written.byTemperature {
      page.text("**Temperature \(temperature.shown)**")
      page.code(told(steps))
      isBroken = isBroken || text(of: steps).contains("\u{FFFD}")
    }
    if isBroken {
      page.text("(\u{FFFD} stands for a byte that makes no character where it stands.)")
    }
    page.section("In the core")
    page.excerpt("Writer.write", says: "Writing with a cache")
    page.keep(
      "It has learned how stories sound, but not what they tell.")
  }
}
