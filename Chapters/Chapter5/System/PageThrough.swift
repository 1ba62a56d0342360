import ChapterKit
import Core
import Dataset
import Numerics
import Walkthrough

extension Chapter5Story {
  /// One word and one pixel, from the command line to the file, with the code that does each step.
  func throughTheCode(_ page: Page) {
    let (through, ids) = (results.through, chapter.prompt.ids)
    let word = Prompt.labels(ids)[through.place]
    let sizes = Sizes.flow
    page.section("Why")
    page.text(
      "You saw all words and all pixels at once on \(page.link("system")). Here is one of each, with the code that handles it: the word `\(word)` of \"\(chapter.prompt.text)\", and the pixel in row \(through.pixel.row), column \(through.pixel.column) of the first painting.\(firstIsMissed) The functions on the way are linked: follow them, and you read the code that paints."
    )
    page.section("The word")
    func shown(_ row: [Double]) -> String { row.prefix(4).map(\.shown).joined(separator: ", ") }
    var table = Table(["what happens", "in the code", "the number, here"], left: [0, 1, 2])
    table.add([
      "The command line's words become a prompt; an unknown one is refused.",
      page.source("Prompt.init"), "`\(word)` is place \(through.place)",
    ])
    table.add([
      "Each word is looked up in the vocabulary.", page.source("Vocabulary.encode"),
      "number \(ids[through.place]) of \(Vocabulary.captions.tokens.count)",
    ])
    table.add([
      "The number becomes a row of \(sizes.context), all zeros except for two entries, one for the word and one for its place. A matrix makes \(sizes.features) features of it.",
      page.source("OneHotTokens"), shown(through.word),
    ])
    table.add([
      "Each word reads itself and those before it.", page.source("TextDiT.read"),
      shown(through.read),
    ])
    page.text(table.markdown)
    page.text("(Of each row, only the first four numbers are shown.)")
    page.section("Where they meet")
    page.text(
      "\(sizes.grid * sizes.grid) patches look at \(Prompt.labels(ids).count) tokens, in \(sizes.layers) blocks. Halfway, at t = \((1 - Double(Through.step) / Double(Painter.steps)).shown), patch \(through.patch) gives `\(word)` more weight than any other patch does: \(Measured(through.looks).mean.shown), on average over blocks and heads. Block by block, it's \(through.looks.map(\.shown).joined(separator: ", ")). That's why we follow this pixel: of those that the patch becomes, it differs most from the sky. The code that looks is \(page.source("TextDiTBlock.forward"))."
    )
    page.section("The pixel")
    var way = Table(["what happens", "in the code", "the number, here"], left: [0, 1, 2])
    way.add([
      "Noise is drawn: a normal number for every latent.", page.source("Noise.normals"),
      through.latent[0].shown,
    ])
    way.add([
      "Halfway, the flow is asked for the velocity, with the prompt and with the empty prompt.",
      page.source("TextDiT.forward"), "\(through.asked.shown) and \(through.unasked.shown)",
    ])
    way.add([
      "The two are blended: guidance.", page.source("Guidance"), through.followed.shown,
    ])
    way.add([
      "The latent takes a step of 1/\(Painter.steps) against it.", page.source("Solver"),
      "\(through.latent[Through.step].shown) → \(through.latent[Through.step + 1].shown)",
    ])
    way.add([
      "After \(Painter.steps) steps, the latent is finished.", page.source("Solver"),
      through.latent[Painter.steps].shown,
    ])
    way.add([
      "The decoder paints: red, green and blue, each from about −1 to 1.",
      page.source("LatentSystem"),
      through.colour.map(\.shown).joined(separator: ", "),
    ])
    way.add([
      "The picture's file holds whole numbers from 0 to 255; what lies outside is cut off.",
      page.source("Pixels.colour"),
      Pixels(through.colour, columns: 1, channels: 3).colour(0, 0).map { "\($0)" }
        .joined(separator: ", "),
    ])
    page.text(way.markdown)
    page.text("(We follow the first of the patch's latents.) Its value after each step:")
    page.picture(
      "latent.svg",
      Curve.svg(
        [("latent", through.latent.enumerated().map { (x: Double($0), y: $1) })], xLabel: "step",
        yLabel: "value"
      ).utf8, alt: "One latent number from noise to the end")
    page.section("Where the rest is")
    page.text(
      """
      - `Chapters/Chapter5/Chapter5.swift` reads the command line and computes; `Story.swift` lists the pages; each page is a file.
      - `Sources/Core` has every layer and model, forward and backward in one file; `Sources/ByHand` does the same in loops over single numbers.
      - `Sources/Walkthrough` writes pages; `Sources/Tracing` reads traces again.
      """)
    page.keep("Follow one word and one pixel, and you meet every part that paints.")
  }

  /// What the judge reads in the painting that is followed, if that wasn't asked for.
  private var firstIsMissed: String {
    let verdict = results.painted.verdicts[0]
    if chapter.prompt.isTrue(of: verdict.sprite) { return "" }
    return
      " (The judge takes that painting for *\(verdict.sprite.name)*. The code is the same for every painting.)"
  }
}
