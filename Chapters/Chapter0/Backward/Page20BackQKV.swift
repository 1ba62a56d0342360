import Numerics
import Walkthrough

extension Story {
  func backQKV() {
    let page = book.page("back-qkv", "Back through W_q, W_k and W_v", Self.names())
    func part(_ name: String) -> String { "blocks.0.attention.\(name)" }
    let normed = grid("blocks.0.norm1")
    page.trail(Self.backwardTrail, at: "q, k, v")
    page.inventory([
      (
        "in", "`∂L/∂q`, `∂L/∂k`, `∂L/∂v`", "3 × \(rowShape)",
        "\(book.link("back-attention")), \(book.link("back-heads"))"
      ),
      ("out", "the gradients of `Wq`, `Wk`, `Wv` and their biases", "**816 numbers**", "this page"),
      ("out", "`∂L/∂norm1`", rowShape, "this page"),
    ])
    page.section("The derivation")
    page.text(
      "Three linear layers that read the same rows. Their weights go back as always; the rows collect three shares:"
    )
    page.formula(
      #"\frac{\partial L}{\partial Wq_{j,m}} = \sum_i \frac{\partial L}{\partial q_{i,j}}\;\mathrm{norm1}_{i,m} \qquad \frac{\partial L}{\partial\,\mathrm{norm1}_{i,m}} = \sum_{j} \Bigl(\frac{\partial L}{\partial q_{i,j}} Wq_{j,m} + \frac{\partial L}{\partial k_{i,j}} Wk_{j,m} + \frac{\partial L}{\partial v_{i,j}} Wv_{j,m}\Bigr)"#
    )
    page.section("One entry of each, in full")
    page.gradientEntry(grid(part("W_q.weight"))[3, 5])
    page.text("One input, with its 48 terms:")
    page.gradientEntry(normed[last, 3])
    page.section("All of it")
    page.heatMap(
      ["W_q.weight", "W_k.weight", "W_v.weight"].map { gradient(part($0)) },
      alt: "The gradients of the three weight matrices as heat maps")
    for letter in ["q", "k", "v"] {
      let (weight, bias) = (part("W_\(letter).weight"), part("W_\(letter).bias"))
      page.table(gradient(bias))
      page.foldedTables("All of ∂L/∂W\(letter)", [gradient(weight)])
      page.everyGradientInNumbers(of: grid(weight), grid(bias))
    }
    let keyBias = gradient(part("W_k.bias")).values.map(\.magnitude).max() ?? 0
    page.section("The bias of the keys learns nothing")
    page.text(
      """
      Look at `∂L/∂bk`: its largest entry is \(keyBias.shown). In mathematics all 16 are exactly 0. The
      bias of the keys adds the same number, q·bk, to *every* score of a query's row, and the softmax
      ignores what a whole row has in common (\(book.link("attention"))). What you see is rounding: sums of
      terms that cancel, in 64-bit arithmetic. Here the by-hand path and the core need not agree in any
      digit, only in being this small.
      """)
    page.table(gradient("blocks.0.norm1"))
    page.everyGradientInNumbers(of: normed)
    page.section("In the core")
    page.excerpt("Linear.backward", says: "Three times the same")
    page.check(
      ["W_q.weight", "W_q.bias", "W_k.weight", "W_k.bias", "W_v.weight", "W_v.bias"].map {
        "grad." + part($0)
      } + ["grad.blocks.0.norm1"])
    page.keep("Read three times forward, summed three ways backward.")
  }
}
