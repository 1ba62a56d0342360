import Walkthrough

extension Chapter0Story {
  func norm1(_ page: Page) {
    page.inventory([
      .input("`x0`", "embedding", from: "embeddings"),
      .parameters("`γ1`, `β1`", "blocks.0.norm1"),
      .output("`norm1`", "blocks.0.norm1"),
    ])
    page.section("Why")
    page.text(
      """
      Rows grow and shrink as layers add to them, and a layer that must cope with any size learns badly.
      *Layer norm* brings each row to mean 0 and variance 1, whatever it was; then each feature gets its
      own scale `γ1` and shift `β1`, so that the network may undo what it does not need. Each token is
      treated by itself.
      """)
    page.section("The formula")
    page.norm("blocks.0.norm1", of: "embedding", .layer, worked: [last, 3])
    withoutIt(page, "norm 1")
    page.inRealSystems(
      "Many newer models use *RMS norm*: it divides by the root of the mean square and leaves mean and shift alone. The first transformer normalized after each residual; today norms stand before each layer, as here. One block adds little to a row; where dozens of blocks add to it, a norm is needed more."
    )
    page.section("By hand and in the core")
    page.excerpt("ByHand.layerNorm", says: "By hand")
    page.excerpt("Normalization.forward", says: "In the core, for all rows")
    page.check(prefix: "blocks.0.norm1")
    page.checkYourself([
      (
        "Multiply a row of `x0` by 10. What happens to its row of `norm1`?",
        "(Almost) nothing: mean and std grow by 10 as well. Only ε = 0.00001 makes a tiny difference."
      )
    ])
    page.keep("A norm keeps a row's pattern and forgets its size.")
  }
}
