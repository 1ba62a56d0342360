import ChapterKit
import Core
import Numerics
import Walkthrough

/// Twelve blocks, untrained, wired in three ways: how long the gradient is when it arrives at each.
struct Depth {
  static let blocks = 12
  let wiring: LanguageBlock<Double>.Wiring
  /// The length of the gradient of all parameters of each block together.
  let lengths: [Double]

  /// - Parameter gain: Weights are normal with a deviation of gain / √inputs.
  init(_ wiring: LanguageBlock<Double>.Wiring, random: NamedRandom, gain: Double = 1) {
    self.wiring = wiring
    var model = LanguageModel<Double>(
      .init(
        vocabulary: 16, length: 16, features: 16, heads: 2, hidden: 64, layers: Self.blocks,
        positions: .rotary, wiring: wiring))
    model.initialize { p in
      let inputs = Double(p.value.shape[p.value.shape.count - 1])
      return StartingValues.small(
        p, random, prefix: "depth.", deviation: gain / inputs.squareRoot())
    }
    let draws = random["depth.tokens"]
    let texts = (0..<4).map { n in (0...16).map { draws.integer(17 * n + $0, below: 16) } }
    var loss = LanguageLoss<Double>()
    _ = loss.forward(
      model.forward(texts.map { Array($0.dropLast()) }), texts.flatMap { $0.dropFirst() })
    model.backward(loss.backward())
    let parameters = model.parameters
    lengths = (0..<Self.blocks).map { block in
      parameters.filter { $0.name.hasPrefix("blocks.\(block).") }
        .reduce(0) { $1.gradient.values.reduce($0) { $0 + $1 * $1 } }.squareRoot()
    }
  }
}

extension Chapter6Story {
  func depthPage(_ page: Page) {
    let results = LanguageBlock<Double>.Wiring.allCases.map {
      Depth($0, random: chapter.common.random)
    }
    page.section("What happens to a gradient on its way through twelve blocks?")
    page.text(
      """
      A gradient starts at the loss and goes back through block after block. Each block multiplies it by its own slopes; twelve times a factor of ½ leaves 1/4,096 of it, and the first blocks would learn nothing. Three wirings of the same \(Depth.blocks) blocks, untrained, on the same random tokens:
      """)
    page.formula(
      #"\text{no residuals: } x \leftarrow f(\mathrm{norm}\,x) \qquad \text{post-norm: } x \leftarrow \mathrm{norm}(x + f(x)) \qquad \text{pre-norm: } x \leftarrow x + f(\mathrm{norm}\,x)"#
    )
    page.text("The length of the gradient of each block's sum (before the norm, in post-norm):")
    var table = Table(["block"] + results.map(\.wiring.rawValue))
    for block in (0..<Depth.blocks).reversed() {
      table.add(["\(block)"] + results.map { $0.lengths[block].shown })
    }
    page.text(table.markdown)
    page.picture(
      "lengths.svg",
      Curve.svg(
        results.map { r in
          (r.wiring.rawValue, r.lengths.enumerated().map { (x: Double($0), y: $1) })
        }, xLabel: "block", yLabel: "length of the gradient", isLogarithmic: true, namesAbove: true
      ).utf8, alt: "The gradient's length at each block for three wirings, on a logarithmic scale")
    page.text("From the last block to the first the gradient changes by these factors:")
    var factors = Table(
      ["wiring", "length at block 0 / at block \(Depth.blocks - 1)", "a block"], left: [0])
    for r in results {
      let ratio = r.lengths[0] / r.lengths[Depth.blocks - 1]
      factors.add([
        r.wiring.rawValue, ratio.shown,
        Double.exp(Double.log(ratio) / Double(Depth.blocks - 1)).fixed(3),
      ])
    }
    page.text(factors.markdown)
    page.text(
      """
      Without residuals the gradient must go *through* every layer. With them there is a way past: the + hands it on as it is, and adds what comes through the layer. Pre-norm keeps that way free from end to end; post-norm puts a norm across it in every block. That is why nearly all models since GPT-2 are pre-norm.
      """)
    page.section("In the core")
    page.excerpt("LanguageBlock.backward", says: "The way back through a block")
    page.text("Every wiring's gradients are tested against central differences.")
    page.checkYourself([
      (
        "A factor of 0.8 a block: how much is left after 96 blocks?",
        "0.8⁹⁶ ≈ 5·10⁻¹⁰."
      )
    ])
    page.keep("A residual is a way home that nothing can block.")
  }
}
