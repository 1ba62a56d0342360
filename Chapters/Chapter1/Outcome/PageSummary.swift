import ChapterKit
import Numerics
import Walkthrough

extension Chapter1Story {
  func summary(_ page: Page) {
    let best = BestLoss.all.mean
    let ours = results.losses.reduce(0) { $0 + $1.mean } / 5
    page.text(
      "The whole chapter in one table: what was done, the number that came out, and where.")
    var table = Table(["step", "what came out", "page"], left: [0, 1, 2])
    func row(_ step: String, _ result: String, _ name: String) {
      table.add([step, result, page.link(name)])
    }
    row("a picture from the family", WorkedExample.picture(chapter.common.random).name, "data")
    row("mixed with noise", "t = \(value("t").shown)", "line")
    row("the best possible guess", "has loss \(best.fixed(3)) on average", "best-answer")
    row("the U-Net's guess", "\(model.parameterCount) parameters", "conv-out")
    row("how wrong it was", "loss **\(value("loss").shown)**", "loss")
    row("every gradient", "joint length \(value("clip.length").shown)", "adamw")
    row("one step of AdamW", "learning rate \(chapter.learningRate.shown)", "adamw")
    row("the loss after it", "**\(value("second.loss").shown)**", "second-forward")
    row(
      "\(shapes.losses.count.grouped) steps of a U-Net with \(Recipe.walker.channels) channels",
      "mean loss \(ours.fixed(3)), of which \(best.fixed(3)) cannot be avoided",
      "training")
    let verdict = results.arrivals.byHand.own.verdict
    row(
      "\(chapter.steps) Euler steps from noise, by hand",
      "nearest to \(verdict.member.name), \(verdict.distance.shown) away", "euler")
    page.text(table.markdown)
    page.checkYourself([
      (
        "Which of these steps does a finished picture generator still do when you use it?",
        "The U-Net's guess, and the Euler steps that follow it: noise in, some steps along the guessed velocity, a picture out. The others belong to training."
      )
    ])
    page.keep("Mix, guess, compare, improve; and in the end, follow the guess backward.")
  }
}
