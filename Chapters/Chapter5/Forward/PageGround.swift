import ByHand
import ChapterKit
import Core
import Dataset
import Numerics
import Walkthrough

extension Chapter5Story {
  func checkerboard(_ page: Page) {
    let (transposed, conv) = (grid("checker.transposed"), grid("checker.conv"))
    page.section("Why repeat pixels, and not stamp kernels?")
    page.text(
      """
      [Chapter 1](../chapter1/10-up-conv1.md) made pictures larger with transposed convolutions: every pixel stamps a kernel. Take the plainest case, a picture of ones and a kernel of 3×3 ones, stamped two pixels apart. Where stamps overlap they add up,
      and with a step of two and a width of three they overlap unevenly:
      """)
    page.heatMap(
      [transposed, conv], titles: ["stamped", "repeated, then a kernel"],
      alt: "A checkerboard of 1, 2 and 4 from stamping; a constant inside from repeating")
    let inside = Set((1...6).flatMap { r in (1...6).map { conv[0, r, $0].value } })
    page.text(
      """
      Stamping gives \(Set(transposed.values).sorted().map(\.shown).joined(separator: ", ")), a checkerboard, although the picture is one colour; training must first learn to undo it. Repeating each pixel and then going over it with a kernel gives \(inside.map(\.shown).joined(separator: ", ")) everywhere inside
      (at the edge the window reaches into nothing). One entry of each:
      """)
    page.lines([transposed[0, 4, 4]])
    page.entry(conv[0, 4, 4])
    page.everyEntry(of: transposed, conv)
    page.text(
      "Chapter 1's kernels are 4 wide, a multiple of its step; there all stamps overlap equally often, but their weights need not agree."
    )
    page.section("In the core")
    page.check(["checker.transposed", "checker.conv"])
    page.checkYourself([
      (
        "Why is 4 in the middle of four stamps, and 1 in the middle of one?",
        "Along each direction every other place is reached by two neighbouring stamps; where both directions do, it is 2·2."
      )
    ])
    page.keep("Repeat first, then look around: no checkerboard to unlearn.")
  }

  func scale(_ page: Page) {
    page.section("Why divide the latents?")
    page.text(
      """
      The flow mixes latents with noise of deviation 1. If the latents had a deviation of 0.1, most of the way would be nothing but noise; with 10, nearly none of it. So they are divided by their
      own deviation, the *scale factor*, measured once after the VAE's training, over its first thousand pictures, and rounded to 1/64; and what the flow makes is multiplied by it before the decoder paints. For the small VAE it is \(value("scale_factor").shown), for the large one \(Double(system.scale.factor.values[0]).shown):
      """)
    page.lines([grid("latent.scaled")[0, 0, 1, 0], grid("step\(chapter.steps).z")[0, 1, 0]])
    page.text(channelScales)
    page.section("Why latent losses look large")
    page.text(
      """
      The last hundredth of the training of chapter 4's flow on pixels has a loss of \((words.losses("painter").last ?? 0).fixed(3)), that of our flow on latents one of \((trained.losses("flow").last ?? 0).fixed(3)). How large would it be for numbers of which nothing can be guessed from their neighbours? Take
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

  /// How far below the floor the flow on latents has come.
  private var latentsBesideFloor: String {
    let loss = trained.losses("flow").last ?? 0
    if loss == 0 { return "Our flow has not been trained." }
    if loss >= Double.pi / 2 {
      return "Our flow has not yet done as well on its latents, of which much can be guessed."
    }
    return
      "Our flow's loss is \((Double.pi / 2 / loss).fixed(1)) times smaller: latents of pictures are far from independent draws, and what they have in common is what the flow has learned. (Its times are not even, but mostly near ½, where the floor is higher.)"
  }

  /// The scale of the large VAE's latents, together and channel by channel.
  private var channelScales: String {
    let edge = LatentSystem.edge
    let pixels = Sprite.all.flatMap { $0.picture(edge: edge).pixels.map { Float($0) } }
    var vae = system.vae
    let means = vae.encode(Tensor([Sprite.all.count, 3, edge, edge], pixels)).mean
    let one = LatentScale(of: means).factor.values.map { Double($0).shown }
    let each = LatentScale(of: means, perChannel: true).factor.values.map { Double($0).shown }
    return
      "One number serves all channels here; there could be one for each. Over all \(Sprite.all.count) sprites, also those never shown and without moves and noise, the latents of the large VAE have a deviation of \(one[0]), and channel by channel \(each.joined(separator: ", ")). Dividing by these would bring every channel to the noise's size; one number leaves the differences between channels for the flow to learn."
  }

  /// What is left of the velocity's variance at time t if data is standard normal.
  static func floor(_ t: Double) -> Double { 1 / ((1 - t) * (1 - t) + t * t) }
}
