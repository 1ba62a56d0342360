import ChapterKit
import Numerics
import Walkthrough

extension Chapter3Story {
  func adamW(_ page: Page) {
    let names = parameterNames
    page.section("The step")
    page.text(
      "AdamW as in [chapter 1](chapter1/adamw), with lr = \(chapter.learningRate.shown). One number of a row that was looked up, and the same number of one that was not:"
    )
    page.adamWFormulas()
    let row = labels[0]
    page.adamWEntry("class_embed.embed.weight", [row, 3], called: "θ")
    let other = (0..<4).first { !labels.contains($0) } ?? 0
    page.adamWEntry("class_embed.embed.weight", [other, 3], called: "θ")
    page.text("The second has the gradient 0, so it only decays by lr·wd·θ.")
    page.section("All \(model.parameterCount.grouped) of them")
    page.adamWTables(names)
    page.checkYourself([
      (
        "A class that never occurs in the training data: what becomes of its row?",
        "It shrinks towards 0 by decay, \(chapter.learningRate.shown) · 0.01 of itself per step."
      )
    ])
    page.keep("No look-up, no lesson; only decay.")
  }
}
