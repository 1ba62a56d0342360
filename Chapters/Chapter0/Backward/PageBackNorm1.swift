import Walkthrough

extension Chapter0Story {
  func backNorm1(_ page: Page) {
    page.inventory([
      .input("`∂L/∂norm1`", "grad.blocks.0.norm1", from: "back-qkv"),
      .input("`∂L/∂x1`", "grad.blocks.0.residual1", from: "back-norm2"),
      .output("`∂L/∂γ1`, `∂L/∂β1`", "grad.blocks.0.norm1.weight", "grad.blocks.0.norm1.bias"),
      .output("`∂L/∂x0`, complete", "grad.embedding"),
    ])
    page.section("Why")
    page.text(
      "The same as for norm 2: the three roads through the norm (\(page.link("back-ln-f")) derives them), and the residual's copy of `∂L/∂x1`. There is no new rule here; whoever is in a hurry goes on to \(page.link("back-embeddings"))."
    )
    normBack(page, "blocks.0.norm1", of: "embedding")
    page.check(Page.normGradientNames("blocks.0.norm1") + ["grad.embedding"])
    page.checkYourself([
      (
        "How many layers lie on the shortest road from the loss to `x0`?",
        "Three: softmax with cross-entropy, the output projection, and the final norm. The two residuals only copy."
      )
    ])
    page.keep(
      "From the loss to the embeddings there is one road without a single multiplication after the final norm: the residuals."
    )
  }
}
