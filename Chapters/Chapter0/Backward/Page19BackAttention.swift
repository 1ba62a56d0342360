import Walkthrough

extension Story {
  func backAttention() {
    let page = book.page("back-attention", "Back through softmax, mask and scores", Self.names())
    func part(_ name: String) -> String { "blocks.0.attention.\(name)" }
    page.trail(Self.backwardTrail, at: "attention")
    page.inventory([
      ("in", "`∂L/∂w`", "2×\(places)×\(places)", book.link("back-heads")),
      ("out", "`∂L/∂scaled`, `∂L/∂scores`", "2×\(places)×\(places) each", "this page"),
      ("out", "`∂L/∂q`, `∂L/∂k`", "2 × \(rowShape)", "this page"),
    ])
    page.section("The softmax's Jacobian")
    page.text(
      "In one row, $`w_j = e^{s_j} / \\sum_m e^{s_m}`$. By the quotient rule, the score in the numerator gives $`w_j`$, and every score in the denominator gives $`-w_j w_i`$:"
    )
    page.formula(
      #"\frac{\partial w_j}{\partial s_i} = w_j\,(\delta_{ij} - w_i) \qquad \delta_{ij} = 1 \text{ if } i = j, \text{ else } 0"#
    )
    page.text(
      "This table of derivatives is the softmax's *Jacobian*. A score moves all weights of its row, so its gradient sums over the row:"
    )
    page.formula(
      #"\frac{\partial L}{\partial s_i} = \sum_j \frac{\partial L}{\partial w_j}\, w_j (\delta_{ij} - w_i) = w_i \Bigl(\frac{\partial L}{\partial w_i} - \sum_j \frac{\partial L}{\partial w_j}\, w_j\Bigr)"#
    )
    page.text(
      "The core uses the form on the right. By hand, each weight uses its own score twice, in the numerator (factor `w`) and in the denominator (factor `−w·w(…)`), and the others once."
    )
    page.section("One entry, in full")
    page.gradientEntry(grid(part("scaled"))[1, last, 0])
    page.table(gradient(part("scaled")))
    page.text(
      "Each row adds up to 0: raising all scores of a row together changes nothing. A masked score has no user and gets 0; the first token, with its one weight of 1, gets 0 as well."
    )
    page.everyGradient(of: grid(part("scaled")))
    page.section("Scaling")
    page.text("Each score was divided by √8, so its gradient is, too.")
    page.gradientEntry(grid(part("scores"))[1, last, 0])
    page.table(gradient(part("scores")))
    page.everyGradient(of: grid(part("scores")))
    page.section("Queries and keys")
    page.formula(
      #"\frac{\partial L}{\partial q_{i,\,8h+c}} = \sum_{j} \frac{\partial L}{\partial\,\mathrm{scores}_{h,i,j}}\; k_{j,\,8h+c} \qquad \frac{\partial L}{\partial k_{j,\,8h+c}} = \sum_{i} \frac{\partial L}{\partial\,\mathrm{scores}_{h,i,j}}\; q_{i,\,8h+c}"#
    )
    page.gradientEntry(grid(part("W_q"))[last, 3])
    page.gradientEntry(grid(part("W_k"))[0, 3])
    page.heatMap(
      [gradient(part("scores")), gradient(part("W_q")), gradient(part("W_k"))],
      alt: "The gradients of the scores, the queries and the keys as heat maps")
    page.table(gradient(part("W_q")))
    page.table(gradient(part("W_k")))
    page.everyGradient(of: grid(part("W_q")))
    page.everyGradient(of: grid(part("W_k")))
    page.section("In the core")
    page.excerpt("Attention.backward", says: "All of it, head by head")
    page.check(["scaled", "scores", "W_q", "W_k"].map { "grad." + part($0) })
    page.keep(
      "A softmax's gradients add up to 0 along each row: what one score wins, the others lose.")
  }
}
