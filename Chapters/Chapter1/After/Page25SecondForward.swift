import ByHand
import Numerics
import Walkthrough

extension Story {
  /// Short names for a whole forward pass: `down1.W1` for `updated.down1.conv1.weight`.
  func passNames(_ prefix: String, parameters: String) -> Names {
    var aliases: [String: String] = [:]
    for name in settings.parameters.map(\.name) {
      let parts = name.split(separator: ".").map(String.init)
      let sign = parts[parts.count - 1] == "weight" ? "W" : "b"
      let layer = parts.dropLast().joined(separator: ".")
      let short =
        layer.replacing(".conv", with: ".\(sign)").replacing(
          ".norm", with: sign == "W" ? ".γ" : ".β"
        )
        .replacing(".time_mlp.1", with: ".\(sign)t").replacing(".shortcut", with: ".\(sign)s")
      aliases[parameters + name] = short == layer ? "\(layer).\(sign)" : short
    }
    aliases["norm.epsilon"] = "ε"
    return Names(dropping: [prefix], aliases)
  }

  /// Every step of a recorded forward pass, each layer with its table and all of its entries.
  func wholePass(_ page: Page, prefix: String) {
    let layers: [(String, [String])] = [
      (
        "Time",
        [
          "time_embed.0.frequency", "time_embed.0.angle", "time_embed.0", "time_embed.1",
          "time_embed.2", "time_embed.3",
        ]
      ),
      ("conv_in", ["conv_in"]), ("down1", blockParts("down1")), ("down_conv1", ["down_conv1"]),
      ("mid1", blockParts("mid1")), ("mid2", blockParts("mid2")), ("up_conv1", ["up_conv1"]),
      ("up1", blockParts("up1")),
      (
        "conv_out",
        ["0.mean", "0.centered", "0.variance", "0.std", "0.normalized", "0", "1", "2"].map {
          "conv_out.\($0)"
        }
      ),
    ]
    for (title, names) in layers {
      page.subsection("`\(title)`")
      let grids = names.map { grid(prefix + $0) }
      page.table(grids[grids.count - 1])
      if grids.count > 1 { page.foldedTables("The steps before it", Array(grids.dropLast())) }
      page.everyEntryInNumbers(of: grids)
    }
  }

  private func blockParts(_ block: String) -> [String] {
    let norm = ["mean", "centered", "variance", "std", "normalized"]
    return
      (["conv1"] + norm.map { "norm1.\($0)" }
      + ["norm1", "time_mlp.0", "time_mlp.1", "timed", "h", "conv2"] + norm.map { "norm2.\($0)" }
      + ["norm2"] + (run.trace["\(block).shortcut"] == nil ? [] : ["shortcut"]) + ["sum", "out"])
      .map { "\(block).\($0)" }
  }

  func secondForward() {
    let page = book.page(
      "second-forward", "The second forward pass: did it help?",
      passNames("second.", parameters: "updated."))
    let (before, after) = (value("loss"), value("second.loss"))
    page.inventory([
      ("in", "`x_t`, `t`, `velocity`", "as before", book.link("line")),
      (
        "parameters", "all of them, updated",
        "\(settings.parameters.reduce(0) { $0 + $1.value.count }) numbers", book.link("adamw")
      ),
      ("out", "the loss after one step", "**one number**", "this page"),
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
      titles: ["before", "after", "velocity"],
      alt: "The prediction before and after the step, and the true velocity")
    page.lines([grid("second.loss").scalars[0]])
    page.section("What the slopes had promised")
    let promised = settings.parameters.map(\.name).reduce(0.0) { sum, name in
      let (old, new, g) = (grid(name).values, grid("updated.\(name)").values, gradient(name).values)
      return old.indices.reduce(sum) { $0 + g[$1] * (new[$1] - old[$1]) }
    }
    page.text(
      """
      If the loss were a plane, it would change by the sum over all parameters of gradient × movement:
      **\(promised.shown)**. It really changed by **\((after - before).shown)**. The difference is the
      loss's curvature; with a smaller learning rate the two come closer (try it: \(book.link("try-it"))).
      """)
    page.section("Every number of the pass")
    page.text(
      "The layers in order, each with its result as a table, the steps before it, and every entry in numbers. Which number is which is spelled out on pages 4 to 12: the sums are the same, with new numbers in them."
    )
    wholePass(page, prefix: "second.")
    page.subsection("`error`")
    page.table(grid("second.error"))
    page.everyEntry(of: grid("second.error"), grid("second.loss"))
    page.section("In the core")
    page.text(
      "The core's second pass starts from the parameters updated by hand, so that it can be compared to the last bit."
    )
    page.check(run.trace.grids.map(\.name).filter { $0.hasPrefix("second.") })
    page.keep(
      "One step of training: forward, loss, backward, update. Training is this, some thousands of times."
    )
  }
}
