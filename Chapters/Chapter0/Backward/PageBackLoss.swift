import Numerics
import Walkthrough

extension Chapter0Story {
  func backLoss(_ page: Page) {
    let logits = grid("output_proj")
    let target = chapter.targets[last]
    page.inventory([
      .input("`∂L/∂loss` = 1", "grad.loss", origin: "by definition"),
      .output("`∂L/∂logits`", "grad.output_proj"),
      .use("`p`, the probabilities", "probabilities", from: "loss"),
    ])
    page.section("Why")
    page.text(
      """
      \(page.link("way-back", "The last page")) was the map; here the way begins. One rule, the *chain rule*, finds every gradient:

      > If a number is used in several places, its gradient is the sum, over these places, of
      > (the gradient of the result there) × (how much that result changes per unit of the number).

      Every gradient of this chapter is such a sum of products, and all are printed.
      """)
    page.section("The derivation")
    page.text(
      "At one place, with logits $`z_0 \\ldots z_{\(tokenCount - 1)}`$ and the right token $`t`$, the negative log-likelihood is"
    )
    page.formula(#"S = \ln \sum_s e^{z_s} - z_t"#)
    page.text(
      "The derivative of $`\\ln u`$ is $`1/u`$, and of $`e^{z_s}`$ it is $`e^{z_s}`$ itself. So the first part contributes"
    )
    page.formula(
      #"\frac{\partial}{\partial z_s} \ln \sum_r e^{z_r} = \frac{e^{z_s}}{\sum_r e^{z_r}} = p_s"#)
    page.text(
      "and the second −1 for the right token only. With $`y_s`$ = 1 for the right token and 0 for the others:"
    )
    page.formula(#"\frac{\partial S}{\partial z_s} = p_s - y_s"#)
    page.text(
      "*What was predicted minus what was right.* The loss is the mean over \(places) places, so each gets 1/\(places) of that. Two entries at the last place, first the right token (which was used twice: in the sum and by itself), then a wrong one:"
    )
    page.gradientEntry(logits[last, target])
    page.gradientEntry(logits[last, 0])
    page.section("All of it")
    page.heatMap(
      [grid("probabilities"), gradient("output_proj")], rows: places(of: chapter.inputs),
      columns: Chapter0.vocabulary.tokens,
      alt: "The probabilities and the gradients of the logits as heat maps")
    page.text(
      "Blue would raise the loss if it grew, red would lower it: in each row just the right token is red, and the row adds up to 0."
    )
    page.table(gradient("output_proj"))
    page.everyGradient(of: grid("nll"), logits)
    page.section("In the core")
    page.excerpt("CrossEntropy", says: "The gradient in one line")
    page.check(["grad.loss", "grad.nll", "grad.output_proj"])
    page.checkYourself([
      (
        "Add up the gradients of one row of logits. What must come out?",
        "0: the probabilities add up to 1, and so do the right answers. Row \(last): \(gradient("output_proj").row(last).reduce(0) { $0 + $1.value }.shown)."
      )
    ])
    page.keep("Softmax and cross-entropy together have the simplest gradient there is: p − y.")
  }
}
