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
      A gradient starts at the loss and goes back through block after block. Each block multiplies it by its own slopes; twelve times a factor of ½ leaves 1/4,096 of it, and the first blocks would learn nothing. Five wirings of the same \(Sizes.depth) blocks, untrained (f is each block's attention, then its feed-forward layer), with the same starting values and the same random tokens (\(Depth.sizes)):
      """)
    page.formula(
      #"\text{neither: } x \leftarrow f(x) \qquad \text{norms alone: } x \leftarrow f(\mathrm{norm}\,x) \qquad \text{residuals alone: } x \leftarrow x + f(x)"#
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
      ).utf8, alt: "The gradient's length at each block for five wirings, on a logarithmic scale")
    page.text("From the last block to the first the gradient changes by these factors:")
    var factors = Table(
      ["wiring", "length at block 0 / at block \(Sizes.depth - 1)", "per block"], left: [0])
    for r in depths {
      factors.add([
        r.wiring.rawValue, r.ratio.shown,
        Double.exp(Double.log(r.ratio) / Double(Sizes.depth - 1)).fixed(3),
      ])
    }
    page.text(factors.markdown)
    page.text(reading(of: depths))
    trainedSection(page)
    page.section("In the core")
    page.excerpt("LanguageBlock.backward", says: "The way back through a block")
    page.text("The gradients of every wiring are tested against central differences.")
    page.checkYourself([
      (
        "A factor of 0.8 per block: how much is left after 96 blocks?",
        "0.8⁹⁶ ≈ 5·10⁻¹⁰."
      )
    ])
    page.keep(
      "A gradient that dies on its way can teach the first blocks nothing; one that lives doesn't promise that the model will learn."
    )
  }

  /// What the table shows, in words that its numbers choose.
  private func reading(of results: [Depth]) -> String {
    func ratio(_ wiring: LanguageBlock<Double>.Wiring) -> Double {
      results.first { $0.wiring == wiring }?.ratio ?? 1
    }
    let kept = results.filter { (0.1...10).contains($0.ratio) }.map(\.wiring.rawValue)
    return
      """
      With neither norms nor residuals \(ratio(.bare) < 0.01 ? "the gradient dies" : "the gradient changes by a factor of \(ratio(.bare).shown)") on the way: the first block gets \(ratio(.bare).shown) of what the last one gets. \(kept.count) of the five keep the length within a factor of ten: \(kept.joined(separator: ", ")). A norm divides what comes by its size, so
      on the way back it multiplies by the inverse: what a layer makes small, the norm makes up for. A residual does more: it hands the gradient on *as it is*, past the layer, and adds what comes through it. In pre-norm that way is free from end to end; in post-norm a norm stands across it in every block. Most language models since GPT-2 are pre-norm. These lengths don't say why: what counts is what comes of a training.
      """
  }

  /// The same wirings, trained.
  private func trainedSection(_ page: Page) {
    let (trials, rows) = (results.wirings, Comparisons.wiringRows)
    let row = rows[0]
    let wirings = LanguageBlock<Float>.Wiring.allCases.count
    page.section("And trained?")
    page.text(
      "Each wiring was trained: \(row.blocks) blocks of \(row.features) features, \(Sizes.little.vocabulary) tokens, \(row.steps) steps on the little text (\(page.link("training"))), the rate raised over the first \(row.warmUp) steps to \(row.rate.shown), without dropout, from \(Comparisons.wirings.starts) starts each. The lowest loss on the held-out stories (± is the spread between starts):"
    )
    var table = Table(["wiring", "lowest loss", "against pre-norm"], left: [0, 2])
    func add(_ name: String, _ row: LittleRow, _ against: LittleRow?) {
      table.add([
        name, trials.measured("best", of: row).spread(),
        against.map { trials.separation("best", row, $0).word(largerIsBetter: false) } ?? "",
      ])
    }
    for row in rows.prefix(wirings) {
      add(row.wiring.rawValue, row, row.wiring == .preNorm ? nil : rows[0])
    }
    page.text(table.markdown)
    page.dots(
      "trained.svg",
      rows.prefix(wirings).map { ($0.wiring.rawValue, trials.values("best", of: $0)) },
      "lowest loss on held-out stories")
    page.text(
      "Counting the tokens of the training stories, without any model, gives \(results.wordCounts.fixed(3)). \(learned)"
    )
    var cold = Table(
      ["wiring", "with warm-up", "without", "verdict on leaving it out"], left: [0, 3])
    for row in rows.dropFirst(wirings) {
      let warm = Comparisons.deep(row.wiring)
      cold.add([
        row.wiring.rawValue, trials.measured("best", of: warm).spread(),
        trials.measured("best", of: row).spread(),
        trials.separation("best", row, warm).word(largerIsBetter: false),
      ])
    }
    page.text("Post-norm is said to need its warm-up (\(page.link("schedule"))). Without one:")
    page.text(cold.markdown)
  }

  /// Which of the wirings learn more than how frequent each token is.
  private var learned: String {
    let all = LanguageBlock<Float>.Wiring.allCases
    let above = all.filter {
      let worst = results.wirings.values("best", of: Comparisons.deep($0)).max() ?? .infinity
      return worst < results.wordCounts - 0.1
    }
    let rest = all.filter { !above.contains($0) }.map(\.rawValue)
    let never = all.filter { !above.contains($0) }.allSatisfy {
      let best = results.wirings.values("best", of: Comparisons.deep($0)).min() ?? 0
      return best >= results.wordCounts - 0.1
    }
    let names = above.map(\.rawValue).joined(separator: ", ")
    return
      "\(names.isEmpty ? "No wiring gets" : "These get") at least 0.1 below that from every start\(names.isEmpty ? "" : ": \(names)").\(rest.isEmpty ? "" : " The others (\(rest.joined(separator: ", "))) don't: \(never ? "from none of their starts" : "not from every start") do they learn more than how frequent each token is.")"
  }
}
