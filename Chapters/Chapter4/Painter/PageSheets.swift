import ChapterKit
import Core
import Dataset
import Numerics
import Walkthrough

extension Chapter4Story {
  func sheets(_ page: Page) {
    let (sheets, edits, scales) = (results.sheets, Sheets.edits, Sheets.scales)
    page.section("Prompts × samples")
    page.text(
      "Six paintings of each prompt, with w = 3, from noises drawn for this page. None is left out:"
    )
    for (k, prompt) in Sheets.prompts.enumerated() {
      page.text("`\(prompt)`")
      sheet(
        page, "prompt-\(k + 1).png", sheets.prompts[k], perRow: Sheets.samples,
        alt: "Six paintings of: \(prompt)")
    }
    page.section("One word changed")
    page.text(
      "Each row keeps its noise. From picture to picture one word changes, and in the last step the hat comes off. The prompts, from left to right:"
    )
    page.code(edits.joined(separator: "\n"))
    sheet(
      page, "edits.png", sheets.edits, perRow: edits.count,
      alt:
        "Three noises, each painted with six prompts, each a small change of the one before")
    page.section("Guidance")
    page.text(
      "**\(chapter.prompt.text.isEmpty ? "(the empty prompt)" : chapter.prompt.text)**, with w = \(scales.map(\.shown).joined(separator: ", ")) from left to right, a row for each of three noises. At w = 0, the prompt is ignored."
    )
    sheet(
      page, "scales.png", sheets.scales, perRow: scales.count,
      alt: "Three noises with six guidance scales")
    page.section("Between two prompts")
    page.text(
      "From left to right, the word vectors of the first prompt move to those of the second, a seventh of the way at a time: from \"a white cat wearing a big red hat\" to \"a brown dog wearing a big blue hat\". (Both have the same number of words.)"
    )
    sheet(
      page, "between.png", sheets.between, perRow: Sheets.parts + 1,
      alt: "Two noises, eight steps each from one prompt to the other")
    page.checkYourself([
      (
        "Why do the pictures stay so much alike when only the colour word is changed, and why not quite?",
        "The noise is the same, and so are all other words. Of the rows that the patches read, only the colour's has changed, and those after it, which have read the colour. But each step starts from what the last one painted, so a small change can move a hat by a pixel."
      )
    ])
    page.keep("Words are numbers; between two sentences there are others that nobody can say.")
  }
}
