import Numerics
import Walkthrough

extension Chapter0Story {
  func backQKV(_ page: Page) {
    func part(_ name: String) -> String { "blocks.0.attention.\(name)" }
    let normed = grid("blocks.0.norm1")
    page.inventory([
      .input(
        "`∂L/∂q`, `∂L/∂k`", "grad.\(part("W_q"))", "grad.\(part("W_k"))", from: "back-attention"),
      .input("`∂L/∂v`", "grad.\(part("W_v"))", from: "back-heads"),
      .output(
        "the gradients of `Wq`, `Wk`, `Wv` and their biases: \(count(part("W_q"), part("W_k"), part("W_v"))) numbers"
      ),
      .output("`∂L/∂norm1`", "grad.blocks.0.norm1"),
    ])
    page.text(
      "**New here:** rows that three layers read, and a bias that learns nothing. Each layer goes back as on \(page.link("back-logits"))."
    )
    page.section("The derivation")
    page.text(
      "Three linear layers that read the same rows. Their weights go back as always; the rows collect three shares:"
    )
    page.formula(
      #"\frac{\partial L}{\partial Wq_{j,m}} = \sum_i \frac{\partial L}{\partial q_{i,j}}\;\mathrm{norm1}_{i,m} \qquad \frac{\partial L}{\partial\,\mathrm{norm1}_{i,m}} = \sum_{j} \Bigl(\frac{\partial L}{\partial q_{i,j}} Wq_{j,m} + \frac{\partial L}{\partial k_{i,j}} Wk_{j,m} + \frac{\partial L}{\partial v_{i,j}} Wv_{j,m}\Bigr)"#
    )
    page.section("One entry of each, in full")
    page.gradientEntry(grid(part("W_q.weight"))[3, 5])
    page.text("One input, with its \(3 * featureCount) terms:")
    page.gradientEntry(normed[last, 3])
    page.section("All of it")
    page.heatMap(
      ["W_q.weight", "W_k.weight", "W_v.weight"].map { gradient(part($0)) },
      alt: "The gradients of the three weight matrices as heat maps")
    for letter in ["q", "k", "v"] {
      page.parameterGradients(part("W_\(letter)"), isLong: true)
    }
    let keyBias = gradient(part("W_k.bias")).values.map(\.magnitude).max() ?? 0
    page.section("The bias of the keys learns nothing")
    page.text(
      """
      Look at `∂L/∂bk`: its largest entry is \(keyBias.shown). In mathematics all \(featureCount) are exactly 0. The
      bias of the keys adds the same number, q·bk, to *every* score of a query's row, and the softmax
      ignores what a whole row has in common (\(page.link("attention"))). What you see is rounding: sums of
      terms that cancel, in 64-bit arithmetic. The by-hand path and the core need not agree in any digit of it,
      only within what rounding can do to such a sum.
      """)
    page.table(gradient("blocks.0.norm1"))
    page.everyGradientInNumbers(of: [normed])
    page.section("In the core")
    page.excerpt("Linear.backward", says: "Three times the same")
    page.check(
      ["W_q.weight", "W_q.bias", "W_k.weight", "W_k.bias", "W_v.weight", "W_v.bias"].map {
        "grad." + part($0)
      } + ["grad.blocks.0.norm1"])
    page.checkYourself([
      (
        "How many terms does one gradient of `norm1` have?",
        "\(3 * featureCount): each of its entries was read by \(featureCount) queries, \(featureCount) keys and \(featureCount) values."
      )
    ])
    page.keep("Read three times forward, summed three ways backward.")
  }
}
