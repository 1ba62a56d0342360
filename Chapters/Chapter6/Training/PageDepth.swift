import ChapterKit
import Core
import Numerics
import Walkthrough

extension Chapter6Story {
  func depthPage(_ page: Page) {
    let depths = results.gradients.depths
    page.section("What happens to a gradient on its way through twelve blocks?")
    page.text(
      """
      A gradient starts at the loss and goes back through block after block. Each block multiplies it by its own slopes; twelve times a factor of ½ leaves 1/4,096 of it, and the first blocks would learn nothing. Four wirings of the same \(Sizes.depth) blocks f (attention, or feed-forward), untrained, with the same starting values and the same random tokens (\(Depth.sizes)):
      """)
    page.formula(
      #"\text{neither: } x \leftarrow f(x) \qquad \text{norms alone: } x \leftarrow f(\mathrm{norm}\,x)"#
    )
    page.formula(
      #"\text{post-norm: } x \leftarrow \mathrm{norm}(x + f(x)) \qquad \text{pre-norm: } x \leftarrow x + f(\mathrm{norm}\,x)"#
    )
    page.text("The length of the gradient of all parameters of a block together:")
    var table = Table(["block"] + depths.map(\.wiring.rawValue))
    for block in (0..<Sizes.depth).reversed() {
      table.add(["\(block)"] + depths.map { $0.lengths[block].shown })
    }
    page.text(table.markdown)
    page.picture(
      "lengths.svg",
      Curve.svg(
        depths.map { r in
          (r.wiring.rawValue, r.lengths.enumerated().map { (x: Double($0), y: $1) })
        }, xLabel: "block", yLabel: "length of the gradient", isLogarithmic: true, namesAbove: true
      ).utf8, alt: "The gradient's length at each block for four wirings, on a logarithmic scale")
    page.text("From the last block to the first the gradient changes by these factors:")
    var factors = Table(
      ["wiring", "length at block 0 / at block \(Sizes.depth - 1)", "a block"], left: [0])
    for r in depths {
      factors.add([
        r.wiring.rawValue, r.ratio.shown,
        Double.exp(Double.log(r.ratio) / Double(Sizes.depth - 1)).fixed(3),
      ])
    }
    page.text(factors.markdown)
    page.text(reading(of: depths))
    page.section("In the core")
    page.excerpt("LanguageBlock.backward", says: "The way back through a block")
    page.text("The gradients of every wiring are tested against central differences.")
    page.checkYourself([
      (
        "A factor of 0.8 a block: how much is left after 96 blocks?",
        "0.8⁹⁶ ≈ 5·10⁻¹⁰."
      )
    ])
    page.keep("Norms keep the gradient's size through many blocks.")
  }

  /// What the table shows, in words that its numbers choose.
  private func reading(of results: [Depth]) -> String {
    func ratio(_ wiring: LanguageBlock<Double>.Wiring) -> Double {
      results.first { $0.wiring == wiring }?.ratio ?? 1
    }
    let kept = results.filter { (0.1...10).contains($0.ratio) }.map(\.wiring.rawValue)
    return
      """
      With neither norms nor residuals \(ratio(.bare) < 0.01 ? "the gradient dies" : "the gradient changes by a factor of \(ratio(.bare).shown)") on the way: the first block gets \(ratio(.bare).shown) of what the last one gets. \(kept.count) of the four keep the length within a factor of ten: \(kept.joined(separator: ", ")). A norm divides what comes by its size, so
      on the way back it multiplies by the inverse: what a layer makes small, the norm makes up for. A residual does more: it hands the gradient on *as it is*, past the layer, and adds what comes through it. In pre-norm that way is free from end to end; in post-norm a norm stands across it in every block. Most language models since GPT-2 are pre-norm. These lengths alone do not say why: both keep the gradient alive here, and residuals without norms were not tried.
      """
  }
}
