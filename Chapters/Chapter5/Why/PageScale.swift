import ChapterKit
import Core
import Dataset
import Numerics
import Walkthrough

extension Chapter5Story {
  func scale(_ page: Page) {
    page.section("Why divide the latents?")
    page.text(
      """
      The flow mixes latents with noise of deviation 1. If the latents had a deviation of 0.1, most of the way would be nothing but noise; with 10, almost none of it would be. So we divide them by their
      own deviation, the *scale factor*. It is measured once, after the VAE's training, over its first thousand pictures, and rounded to 1/64. And before the decoder paints what the flow has made, it is multiplied by the scale. The scale is \(value("scale_factor").shown) for the small VAE and \(results.training.scale.shown) for the large one. One latent on its way into the flow, and one on its way out:
      """)
    page.lines([grid("latent.scaled")[0, 0, 1, 0], grid("step\(chapter.steps).z")[0, 1, 0]])
    page.text(channelScales)
    page.section("Why latent losses look large")
    page.text(
      """
      \(lastLosses) Does that mean that the flow on latents is worse? To compare, take numbers of which nothing can be guessed from their neighbours:
      $`x_0`$ and $`x_1`$ are both standard normal and independent. How well can we guess $`v = x_1 - x_0`$ from $`x_t = (1-t)\\,x_0 + t\\,x_1`$? All three are bell curves, so the best guess is a straight line, and the variance that it leaves is
      """)
    page.formula(
      #"\mathrm{Var}(v) - \frac{\mathrm{Cov}(v, x_t)^2}{\mathrm{Var}(x_t)} = 2 - \frac{(2t-1)^2}{(1-t)^2+t^2} = \frac{1}{(1-t)^2 + t^2}"#
    )
    page.text(
      "(Put both over one denominator: 2(1 − 2t + 2t²) − (4t² − 4t + 1) = 1.) The mean over all times is"
    )
    page.formula(
      #"\int_0^1 \frac{dt}{(1-t)^2+t^2} = \Bigl[\arctan(2t-1)\Bigr]_0^1 = \frac{\pi}{2} \approx 1.5708"#
    )
    page.text("At some of these times, the floor is:")
    var table = Table(["t"] + [0.0, 0.25, 0.5, 0.75, 1].map(\.shown), left: [0])
    table.add(["floor"] + [0.0, 0.25, 0.5, 0.75, 1].map { Self.floor($0).fixed(4) })
    page.text(table.markdown)
    let n = 1000
    let mean = (0..<n).reduce(0.0) { $0 + Self.floor((Double($1) + 0.5) / Double(n)) } / Double(n)
    page.text(
      "As a check of the integral, a thousand slices of width 1/1000 give \(mean.fixed(4)). No model can do better on such numbers. \(latentsBesideFloor)"
    )
    page.checkYourself([
      (
        "At which time is the question hardest?",
        "At t = ½, where the floor is \(Self.floor(0.5).fixed(0)): half of what the flow sees is data and half is noise, and nothing says which is which."
      )
    ])
    page.keep(
      "Bring the latents to the noise's size, and don't compare their loss with that of pixels.")
  }

  /// The losses at the ends of both trainings.
  private var lastLosses: String {
    guard let pixels = results.training.pixels.last, let latents = results.training.flow.last else {
      return "Losses on latents tend to be larger than on pixels."
    }
    return
      "Over the last hundredth of its training, chapter 4's flow on pixels has a loss of \(pixels.fixed(3)); our flow on latents has \(latents.fixed(3))."
  }

  /// How far below the floor the flow on latents has come.
  private var latentsBesideFloor: String {
    guard let loss = results.training.flow.last else { return "Our flow has not been trained." }
    if loss >= Double.pi / 2 {
      return "Our flow has not yet done as well on its latents, of which much can be guessed."
    }
    return
      "Our flow's loss is \((Double.pi / 2 / loss).fixed(1)) times smaller: the latents of pictures are far from independent draws, and the flow has learned what they have in common. (Its times aren't spread evenly: most are near ½, where the floor is higher.)"
  }

  /// The scale of the large VAE's latents, together and channel by channel.
  private var channelScales: String {
    let space = results.space
    return
      "Here, one number serves all channels; there could be one for each. Over all \(Sprite.all.count) sprites, including those never shown, and without moves and noise, the latents of the large VAE have a deviation of \(space.deviation.shown). Channel by channel, it's \(space.channelDeviations.map(\.shown).joined(separator: ", ")). Dividing each channel by its own deviation would bring them all to the noise's size. With one number for all, the flow has to learn how the channels differ."
  }

  /// What is left of the velocity's variance at time t if data is standard normal.
  static func floor(_ t: Double) -> Double { 1 / ((1 - t) * (1 - t) + t * t) }
}
