import ChapterKit
import Numerics
import Walkthrough

extension Chapter5Story {
  func latentBack(_ page: Page) {
    let names = results.small.flowStart.parameters.map(\.name)
    page.inventory([
      .use("`L`, the loss of the flow", "flow.loss", from: "latent-step"),
      .output(
        "the gradients of \(results.small.flowStart.parameterCount.grouped) parameters, and these after the step"
      ),
      .output("`L`, the loss after the step", "flow.second.loss"),
    ])
    page.section("Every gradient")
    page.text(
      "The way back is chapter 4's. It ends at the words and at the latents: both are frozen, so no gradient goes on into the encoder."
    )
    page.text(
      "The loss is the mean of \(grid("flow.error").count) squares, so each error has the slope 2·error/\(grid("flow.error").count), and so does the prediction:"
    )
    page.gradientEntry(grid("flow.error")[0, 1, 0, 1])
    page.gradientEntry(grid("flow.final_proj")[0, 1, 1])
    page.text("And one number of a word's key, which all places have looked at:")
    page.gradientEntry(grid("flow.blocks.0.cross_attn.k_proj")[0, 3, 6])
    let computed = layers(Self.flowParts, of: "flow.second.").flatMap(\.grids).reversed()
      .map { "flow.\($0)" }.filter { run.trace["grad.\($0)"] != nil }
    let parts: [Page.Layer] = [
      ("all layers", computed),
      (
        "all \(results.small.flowStart.parameterCount.grouped) parameters",
        names.map { "flow.\($0)" }
      ),
    ]
    page.gradientTables(parts)
    page.check(prefix: "grad.flow.")
    page.section("AdamW")
    page.text("One parameter in full, entry [2,3] of the keys' weights:")
    page.adamWEntry("blocks.0.cross_attn.k_proj.weight", prefix: "flow.", [2, 3], called: "θ")
    page.text(Self.adamWColumns)
    page.adamWTables(names, prefix: "flow.")
    page.section("Again")
    page.text("Did the step help? The same latents, caption and noise go through the updated flow.")
    page.lossAfterStep(prefix: "flow.")
    page.promise(names, prefix: "flow.")
    let nudge = WorkedExample.flowNudge
    page.nudge(grid("flow.\(nudge.parameter)")[nudge.index], by: nudge.step, prefix: "flow.")
    page.text("Every number of the pass after the step is on \(page.link("numbers-second")).")
    page.check(prefix: "flow.second.")
    page.checkYourself([page.keptPromise(names, prefix: "flow.")])
    page.keep("The same step, in a smaller room.")
  }

  /// A page of the appendix: every number of the flow's second pass, as tables.
  func flowSecondNumbers(_ page: Page) {
    page.text(
      "\(page.sentence(page.link("latent-back"))) explains what this pass is for: it is the flow's pass again, with the updated parameters. Here is every number of it, layer by layer."
    )
    page.passTables("flow.second.", layers(Self.flowParts, of: "flow.second."))
  }
}
