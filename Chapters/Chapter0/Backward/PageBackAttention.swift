import ByHand
import Numerics
import Walkthrough

extension Chapter0Story {
  func backAttention(_ page: Page) {
    func part(_ name: String) -> String { "blocks.0.attention.\(name)" }
    page.inventory([
      .input("`∂L/∂w`", "grad.\(part("weights"))", from: "back-heads"),
      .output("`∂L/∂scaled`, `∂L/∂scores`", "grad.\(part("scaled"))", "grad.\(part("scores"))"),
      .output("`∂L/∂q`, `∂L/∂k`", "grad.\(part("W_q"))", "grad.\(part("W_k"))"),
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
    page.text(
      "Each score was divided by √\(featureCount / Sizes.byHand.heads), so its gradient is, too."
    )
    page.gradientEntry(grid(part("scores"))[1, last, 0])
    page.table(gradient(part("scores")))
    page.everyGradient(of: grid(part("scores")))
    page.section("Queries and keys")
    page.attentionScoreGradients(
      "blocks.0.attention", part("W_q"), part("W_k"), worked: [last, 3], [0, 3])
    page.section("In the core")
    page.excerpt("Attention.backward", says: "All of it, head by head")
    page.check(["scaled", "scores", "W_q", "W_k"].map { "grad." + part($0) })
    page.checkYourself([
      (
        "Add up a row of `∂L/∂scaled`. Why is it 0?",
        "Because the weights of a row always add up to 1. Head 1, row \(last): \(gradient(part("scaled")).row(1, last).reduce(0) { $0 + $1.value }.shown)."
      )
    ])
    page.keep(
      "A softmax's gradients add up to 0 along each row: what one score wins, the others lose.")
  }
}
