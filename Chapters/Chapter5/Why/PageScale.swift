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
      The flow mixes latents with noise of deviation 1. If the latents had a deviation of 0.1, most of the way would be nothing but noise; with 10, nearly none of it. So they are divided by their
      own deviation, the *scale factor*, measured once after the VAE's training, over its first thousand pictures, and rounded to 1/64; and what the flow makes is multiplied by it before the decoder paints. For the small VAE it is \(value("scale_factor").shown), for the large one \(results.training.scale.shown):
      """)
    page.lines([grid("latent.scaled")[0, 0, 1, 0], grid("step\(chapter.steps).z")[0, 1, 0]])
    page.text(channelScales)
    page.section("Why latent losses look large")
    page.text(
      """
      \(lastLosses) How large would it be for numbers of which nothing can be guessed from their neighbours? Take
      $`x_0`$ and $`x_1`$ both standard normal and independent. How well can $`v = x_1 - x_0`$ be told from $`x_t = (1-t)\\,x_0 + t\\,x_1`$? All three are bell curves, so the best guess is a line, and what it leaves is
      """)
    page.formula(
      #"\mathrm{Var}(v) - \frac{\mathrm{Cov}(v, x_t)^2}{\mathrm{Var}(x_t)} = 2 - \frac{(2t-1)^2}{(1-t)^2+t^2} = \frac{1}{(1-t)^2 + t^2}"#
    )
    page.text(
      "(Put both over one denominator: 2(1 − 2t + 2t²) − (4t² − 4t + 1) = 1.) Over all times, evenly:"
    )
    page.formula(
      #"\int_0^1 \frac{dt}{(1-t)^2+t^2} = \Bigl[\arctan(2t-1)\Bigr]_0^1 = \frac{\pi}{2} \approx 1.5708"#
    )
    var table = Table(["t"] + [0.0, 0.25, 0.5, 0.75, 1].map(\.shown), left: [0])
    table.add(["floor"] + [0.0, 0.25, 0.5, 0.75, 1].map { Self.floor($0).fixed(4) })
    page.text(table.markdown)
    let n = 1000
    let mean = (0..<n).reduce(0.0) { $0 + Self.floor((Double($1) + 0.5) / Double(n)) } / Double(n)
    page.text(
      "A thousand slices of width 1/1000 give \(mean.fixed(4)). No model can do better on such numbers. \(latentsBesideFloor)"
    )
    page.checkYourself([
      (
        "At which time is the question hardest?",
        "At t = ½, where the floor is \(Self.floor(0.5).fixed(0)): half of each, and no telling which."
      )
    ])
    page.keep("Bring the latents to the noise's size; and do not compare their loss with pixels'.")
  }

  /// The losses at the ends of both trainings.
  private var lastLosses: String {
    guard let pixels = results.training.pixels.last, let latents = results.training.flow.last else {
      return "Losses on latents are larger than on pixels."
    }
    return
      "The last hundredth of the training of chapter 4's flow on pixels has a loss of \(pixels.fixed(3)), that of our flow on latents one of \(latents.fixed(3))."
  }

  /// How far below the floor the flow on latents has come.
  private var latentsBesideFloor: String {
    guard let loss = results.training.flow.last else { return "Our flow has not been trained." }
    if loss >= Double.pi / 2 {
      return "Our flow has not yet done as well on its latents, of which much can be guessed."
    }
    return
      "Our flow's loss is \((Double.pi / 2 / loss).fixed(1)) times smaller: latents of pictures are far from independent draws, and what they have in common is what the flow has learned. (Its times are not even, but mostly near ½, where the floor is higher.)"
  }

  /// The scale of the large VAE's latents, together and channel by channel.
  private var channelScales: String {
    let space = results.space
    return
      "One number serves all channels here; there could be one for each. Over all \(Sprite.all.count) sprites, also those never shown and without moves and noise, the latents of the large VAE have a deviation of \(space.deviation.shown), and channel by channel \(space.channelDeviations.map(\.shown).joined(separator: ", ")). Dividing by these would bring every channel to the noise's size; one number leaves the differences between channels for the flow to learn."
  }

  /// What is left of the velocity's variance at time t if data is standard normal.
  static func floor(_ t: Double) -> Double { 1 / ((1 - t) * (1 - t) + t * t) }
}
