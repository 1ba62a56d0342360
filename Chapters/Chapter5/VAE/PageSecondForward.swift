import ChapterKit
import Numerics
import Walkthrough

extension Chapter5Story {
  func secondForward(_ page: Page) {
    page.inventory([
      .input("`x` and the noise of the draw, as before", "x", "eps", from: "encoder"),
      .input("the updated parameters", from: "adamw"),
      .output("`L`, the loss after the step", "second.loss"),
    ])
    page.section("The answer")
    page.text(
      "Did the step help? The same picture goes through the updated VAE. The draw uses the same noise as before, so that only the parameters differ."
    )
    page.lossAfterStep()
    var table = Table(["", "before", "after"], left: [0])
    for name in ["mse", "kl", "loss"] {
      table.add(["`\(page.names.grid(name))`", value(name).shown, value("second.\(name)").shown])
    }
    page.text(table.markdown)
    page.text("The picture, and what is painted from it before the step and after it:")
    let frames = [
      FilmStrip.Frame("x", columns: 4, channels: 3, grid("x").values),
      FilmStrip.Frame("before", columns: 4, channels: 3, grid("decoder.8").values),
      FilmStrip.Frame("after", columns: 4, channels: 3, grid("second.decoder.8").values),
    ]
    page.picture(
      "painted.svg", FilmStrip.svg([("", frames)], pixel: 24).utf8,
      alt: "The picture, and what is painted from it before the step and after it")

    page.lines([grid("second.mse").scalars[0], grid("second.loss").scalars[0]].suffix(1))
    page.promise(parameterNames)
    let nudge = WorkedExample.nudge
    page.nudge(grid(nudge.parameter)[nudge.index], by: nudge.step)
    page.section("Every number of the pass")
    page.text(
      "These are the sums of \(page.links(from: "encoder", to: "vae-loss")) again, with the updated parameters."
    )
    page.passTables(
      "second.",
      layers(Self.encoderParts, of: "second.") + [("The draw", ["std", "z"])]
        + layers(Self.decoderParts, of: "second.") + [
          ("The KL", ["variance", "kl.term", "kl.picture", "kl"]),
          ("The loss", ["error", "mse", "loss"]),
        ])
    page.check(prefix: "second.")
    page.checkYourself([page.keptPromise(parameterNames)])
    let (mse, kl) = (value("second.mse") < value("mse"), value("second.kl") < value("kl"))
    page.keep(
      "The picture is \(mse ? "nearer" : "farther") and the KL \(kl ? "smaller" : "larger"): a step lowers the sum of the two, and not always each of them."
    )
  }
}
