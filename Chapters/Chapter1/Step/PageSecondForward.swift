import ByHand
import Numerics
import Walkthrough

extension Chapter1Story {
  /// The layers of a forward pass: each with its grids, the result last.
  var passLayers: [Page.Layer] {
    let names = run.trace.grids.map(\.name).filter { $0.hasPrefix("second.") }
      .map { String($0.dropFirst(7)) }
    return [
      "time_embed", "conv_in", "down1", "down_conv1", "mid1", "mid2", "up_conv1", "up1", "conv_out",
    ].map { layer in
      ("`\(layer)`", names.filter { $0 == layer || $0.hasPrefix("\(layer).") })
    }
  }

  func secondForward(_ page: Page) {
    let (before, after) = (value("loss"), value("second.loss"))
    page.inventory([
      .input("`x_t`, `t`, `velocity`", "x_t", "t", "velocity", from: "line"),
      .input("all \(model.parameterCount) parameters, updated", from: "adamw"),
      .output("the loss after one step", "second.loss"),
    ])
    page.section("Why")
    page.text(
      """
      The update rested on slopes, and a slope promises something only for tiny steps. So we check: the
      same noisy picture, the same time, the same target, once more through the U-Net, now with the
      updated parameters.
      """)
    page.section("The answer")
    page.text(
      "The loss fell from **\(before.shown)** to **\(after.shown)**: \((100 * (before - after) / before).fixed(1)) % less after one step."
        .replacing("fell", with: after < before ? "fell" : "rose"))
    page.heatMap(
      [grid("conv_out.2"), grid("second.conv_out.2"), grid("velocity")],
      titles: ["before", "after", "velocity"], sharesScale: true,
      alt: "The prediction before and after the step, and the true velocity")
    page.lines([grid("second.loss").scalars[0]])
    page.promise(parameterNames)
    page.nudge(grid("conv_in.weight")[1, 0, 0, 1], by: WorkedExample.nudge.step)
    page.text(
      "Every number of the pass stands at the chapter's end: \(page.link("numbers-second")).")
    page.section("In the core")
    page.check(prefix: "second.")
    page.checkYourself([
      page.keptPromise(parameterNames)
    ])
    page.keep(
      "One step of training: forward, loss, backward, update. Training is this, some thousands of times."
    )
  }

  func secondNumbers(_ page: Page) {
    page.text("Its parameters are those after the step: the tables of \(page.link("adamw")).")
    page.wholePass(
      "second.", passLayers + [("`error` and the loss", ["loss", "error"])],
      of: "second-forward", explained: ("time", "loss"))
  }
}
