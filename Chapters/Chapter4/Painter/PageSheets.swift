import ChapterKit
import Core
import Dataset
import Numerics
import Walkthrough

extension Chapter4Story {
  func sheets(_ page: Page) {
    let (sheets, edits, scales) = (results.sheets, Sheets.edits, Sheets.scales)
    page.section("Prompts × samples")
    page.text("Six paintings each, w = 3, from noises of this page's own, none left out:")
    for (k, prompt) in Sheets.prompts.enumerated() {
      page.text("`\(prompt)`")
      sheet(
        page, "prompt-\(k + 1).png", sheets.prompts[k], perRow: Sheets.samples,
        alt: "Six paintings of: \(prompt)")
    }
    page.section("One word changed")
    page.text(
      "The same noise in every row; one word is changed from picture to picture, and in the last step the hat is taken off."
    )
    page.code(edits.joined(separator: "\n"))
    sheet(
      page, "edits.png", sheets.edits, perRow: edits.count,
      alt:
        "Three noises, each painted with six prompts, each a small change of the one before")
    page.section("Guidance")
    page.text(
      "**\(chapter.prompt.text.isEmpty ? "(the empty prompt)" : chapter.prompt.text)**, w = \(scales.map(\.shown).joined(separator: ", ")), from the left to the right:"
    )
    sheet(
      page, "scales.png", sheets.scales, perRow: scales.count,
      alt: "Three noises with six guidance scales")
    page.text("At w = 0 the prompt is ignored.")
    page.section("Between two prompts")
    page.text(
      "The words' vectors of the first prompt are moved to those of the second, a seventh of the way at a time: \"a white cat wearing a big red hat\" to \"a brown dog wearing a big blue hat\". (The two have equally many words.)"
    )
    sheet(
      page, "between.png", sheets.between, perRow: Sheets.parts + 1,
      alt: "Two noises, eight steps each from one prompt to the other")
    page.checkYourself([
      (
        "Why does a hat keep its place when only its colour word is changed?",
        "The noise is the same, and so are all other words: only one of the rows that the patches read has changed."
      )
    ])
    page.keep("Words are numbers; between two sentences there are others that nobody can say.")
  }
}
