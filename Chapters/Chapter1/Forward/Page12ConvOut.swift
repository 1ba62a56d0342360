import ByHand
import Walkthrough

extension HandComputation {
  func convOut(_ x: Grid) -> Grid {
    let normed = trace.groupNorm(
      "conv_out.0", x, weight: parameter("conv_out.0.weight"), bias: parameter("conv_out.0.bias"),
      groups: 1, epsilon: epsilon)
    let awake = trace.grid("conv_out.1", normed.shape) { i in silu(normed[i]) }
    return trace.conv2d(
      "conv_out.2", awake, weight: parameter("conv_out.2.weight"),
      bias: parameter("conv_out.2.bias"))
  }
}

extension Story {
  static let convOutNames = Names([
    "up1.out": "x", "conv_out.0": "normed", "conv_out.0.weight": "γ", "conv_out.0.bias": "β",
    "conv_out.0.mean": "mean", "conv_out.0.centered": "centered",
    "conv_out.0.variance": "variance", "conv_out.0.std": "std",
    "conv_out.0.normalized": "normalized", "conv_out.1": "awake", "conv_out.2": "v̂",
    "conv_out.2.weight": "W", "conv_out.2.bias": "b", "norm.epsilon": "ε",
  ])

  func convOut() {
    let page = book.page("conv-out", "The prediction: `conv_out`", Self.convOutNames)
    func part(_ name: String) -> Grid { grid("conv_out.\(name)") }
    let prediction = part("2")
    page.trail(Self.forwardTrail, at: "conv_out")
    page.inventory([
      ("in", "`x` = `up1.out`", "2×4×4", book.link("up1")),
      (
        "parameters", "`γ`, `β` = `conv_out.0.weight`, `.bias`", "2 and 2: **4 numbers**",
        settings.origin
      ),
      (
        "parameters", "`W`, `b` = `conv_out.2.weight`, `.bias`", "1×2×3×3 and 1: **19 numbers**",
        settings.origin
      ),
      ("out", "`v̂`, the predicted velocity", "1×4×4: **16 numbers**", "this page"),
    ])
    page.section("Why")
    page.text(
      """
      The last step turns two feature maps into one picture-sized answer: normalize, bend, and one
      more convolution with a single kernel. There is no bend after it, because a velocity may have
      any sign and size. The hat on `v̂` says: a guess.
      """)
    page.section("1. Norm and SiLU: `normed`, `awake`")
    page.formula(
      #"\mathrm{normed}_{c,r,q} = \frac{x_{c,r,q}-\mu}{\sigma}\;\gamma_c + \beta_c \qquad \mathrm{awake}_{c,r,q} = \mathrm{SiLU}(\mathrm{normed}_{c,r,q})"#
    )
    page.text(
      "μ and σ are the mean and the standard deviation of all 32 numbers, as on \(book.link("down1"))."
    )
    page.lines([
      part("0.mean").scalars[0], example(part("0.centered")), part("0.variance").scalars[0],
      part("0.std").scalars[0], example(part("0.normalized")), example(part("0")),
      example(part("1")),
    ])
    page.table(part("1"))
    page.foldedTables(
      "All of centered, normalized and normed",
      [part("0.centered"), part("0.normalized"), part("0")])
    page.everyEntry(of: part("0.centered"), part("0.normalized"), part("0"), part("1"))
    page.section("2. The convolution: `v̂`")
    page.formula(
      #"\hat v_{0,r,q} = \sum_{c=0}^{1} \sum_{i=0}^{2} \sum_{j=0}^{2} \mathrm{awake}_{c,\,r+i-1,\,q+j-1} \; W_{0,c,i,j} \;+\; b_0"#
    )
    page.entry(prediction[0, 2, 0])
    page.section("All of `v̂`, beside the truth")
    page.heatMap(
      [prediction, grid("velocity")],
      alt: "The predicted velocity and the true velocity as heat maps")
    page.text(
      "The parameters are still random, so the guess is no better than chance. The next page puts a number on that."
    )
    page.table(prediction)
    page.foldedTables("The 23 parameters", ["0.weight", "0.bias", "2.weight", "2.bias"].map(part))
    page.everyEntry(of: prediction)
    page.section("In the core")
    page.excerpt("UNet.forward", says: "The whole way from picture to prediction")
    page.check([
      "conv_out.0.mean", "conv_out.0.centered", "conv_out.0.variance", "conv_out.0.std",
      "conv_out.0.normalized", "conv_out.0", "conv_out.1", "conv_out.2",
    ])
    page.checkYourself([
      (
        "How many parameters has the whole U-Net?",
        "\(settings.parameters.reduce(0) { $0 + $1.value.count }): the sum of the counts in the tables at the head of pages 4 to 12. The [contents](README.md#the-model) list them."
      )
    ])
    page.keep(
      "The output has the input's shape, because a velocity says for every pixel how fast it changes."
    )
  }
}
