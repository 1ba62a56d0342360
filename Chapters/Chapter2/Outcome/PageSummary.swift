import ChapterKit
import Numerics
import Walkthrough

extension Chapter2Story {
  func summary(_ page: Page) {
    page.text(
      "The whole chapter in one table: what was done, the number that came out, and where.")
    var table = Table(["step", "what came out", "page"], left: [0, 1, 2])
    func row(_ step: String, _ result: String, _ name: String) {
      table.add([step, result, page.link(name)])
    }
    row("the picture cut into patches", "4 tokens of \(featureCount) features", "patches")
    row(
      "told where they are",
      "likeness of codes: \(grid("positions.similarity")[0, 1].value.shown) beside, \(grid("positions.similarity")[0, 3].value.shown) diagonally",
      "positions")
    row("given the time", "\(featureCount) scales and \(featureCount) shifts per norm", "ada-ln")
    row("they look at each other", "\(model.configuration.heads) heads × 16 pairs", "attention")
    row("each thinks", "\(model.configuration.hidden) detectors", "mlp")
    row("back to a picture", "16 velocities", "prediction")
    row("how wrong it was", "loss **\(value("loss").shown)**", "loss")
    row("one step of AdamW", "\(model.parameterCount.grouped) parameters moved", "adamw")
    row("the loss after it", "**\(value("second.loss").shown)**", "second-forward")
    row(
      "\((Training.patience * trained.steps).grouped) steps",
      "mean loss \(measured.loss.fixed(3)), of which \(BestLoss.all.mean.fixed(3)) cannot be avoided",
      "training")
    let verdict = results.arrivals.byHand.own.verdict
    row(
      "\(chapter.steps) Euler steps by hand",
      "nearest to \(verdict.member.name), \(verdict.distance.shown) away", "euler")
    row(
      "beside a U-Net of about as many parameters",
      "\(trials.measured("members", of: ShapesRow(kind: .dit)).percent) of the samples are members, of the U-Net's \(trials.measured("members", of: ShapesRow(kind: .unet)).percent)",
      "comparison")
    page.text(table.markdown)
    page.checkYourself([
      (
        "Which three of the first six steps would a transformer for text not need?",
        "The patches, the time, and the way back to a picture. And its places have one dimension instead of two."
      )
    ])
    page.keep("Cut, place, tell the time, look, think, put together.")
  }
}
