import ByHand
import Numerics
import Walkthrough

extension Chapter2Story {
  /// The layers of a forward pass: each with its grids, the result last.
  var passLayers: [Page.Layer] {
    let names = run.trace.grids.map(\.name).filter { $0.hasPrefix("second.") }
      .map { String($0.dropFirst(7)) }
    return [
      "patch_embed", "tokens", "time_embed", "blocks.0.norm1", "blocks.0.attn",
      "blocks.0.residual1",
      "blocks.0.norm2", "blocks.0.mlp", "blocks.0.residual2", "final_norm", "final_proj",
    ].map { layer in
      ("`\(layer)`", names.filter { $0 == layer || $0.hasPrefix("\(layer).") })
    }
  }

  func secondForward(_ page: Page) {
    let (before, after) = (value("loss"), value("second.loss"))
    page.inventory([
      .input("`x_t`, `t`, `velocity`", "x_t", "t", "velocity", from: "model"),
      .input("all \(model.parameterCount.grouped) parameters, updated", from: "adamw"),
      .output("the loss after one step", "second.loss"),
    ])
    page.section("The answer")
    page.text(
      "The loss \(after < before ? "fell" : "rose") from **\(before.shown)** to **\(after.shown)**: \((100 * (before - after).magnitude / before).fixed(1)) % \(after < before ? "less" : "more") after one step."
    )
    page.heatMap(
      [predictedPicture(), predictedPicture("second."), grid("velocity")],
      titles: ["before", "after", "velocity"], sharesScale: true,
      alt: "The prediction before and after the step, and the true velocity")
    page.lines([grid("second.loss").scalars[0]])
    page.promise(parameterNames)
    let nudge = WorkedExample.nudge
    page.nudge(grid(nudge.parameter)[nudge.index], by: nudge.step)
    page.section("Every number of the pass")
    page.text(
      "The layers in order, each with its result as a table and every entry in numbers. Which number is which is spelled out on \(page.links(from: "patches", to: "prediction"))."
    )
    page.pass("second.", passLayers)
    page.everyEntry(of: grid("second.error"), grid("second.loss"))
    page.section("In the core")
    page.check(prefix: "second.")
    page.checkYourself([
      (
        "What share of the promise was kept?",
        "The promise was a change of \(page.promised(parameterNames).shown); \((100 * (after - before) / page.promised(parameterNames)).fixed(0)) % of it came true."
      )
    ])
    page.keep("The same step as every model of this book: forward, loss, backward, update.")
  }
}
