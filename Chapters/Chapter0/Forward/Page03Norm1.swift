import ByHand
import Walkthrough

extension Story {
  func norm1() {
    let page = book.page("norm1", "Layer norm 1", Self.names())
    page.trail(Self.forwardTrail, at: "norm 1")
    page.inventory([
      ("in", "`x0`", rowShape, book.link("embeddings")),
      parameters("`γ1`, `β1`", "blocks.0.norm1.weight", "blocks.0.norm1.bias"),
      ("out", "`norm1`", "\(rowShape): **\(grid("blocks.0.norm1").count) numbers**", "this page"),
    ])
    page.section("Why")
    page.text(
      """
      Rows grow and shrink as layers add to them, and a layer that must cope with any size learns badly.
      *Layer norm* brings each row to mean 0 and variance 1, whatever it was; then each feature gets its
      own scale `γ1` and shift `β1`, so that the network may undo what it does not need. Each token is
      treated by itself.
      """)
    normBody(page, "blocks.0.norm1", input: "embedding", gamma: "γ1", beta: "β1")
    page.section("By hand and in the core")
    page.excerpt("ByHand.layerNorm", says: "By hand")
    page.excerpt("Normalization.forward", says: "In the core, for all rows")
    page.check(normParts("blocks.0.norm1"))
    page.checkYourself([
      (
        "Multiply a row of `x0` by 10. What happens to its row of `norm1`?",
        "(Almost) nothing: mean and std grow by 10 as well. Only ε = 0.00001 makes a tiny difference."
      )
    ])
    page.keep("A norm keeps a row's pattern and forgets its size.")
  }

  func normParts(_ norm: String) -> [String] {
    ["mean", "centered", "variance", "std", "normalized"].map { "\(norm).\($0)" } + [norm]
  }

  /// Formula, one row in full, and all of it: the same for all three norms.
  func normBody(_ page: Page, _ norm: String, input: String, gamma: String, beta: String) {
    func part(_ name: String) -> Grid { grid("\(norm).\(name)") }
    page.section("The formula")
    page.formula(
      #"\mu_i = \frac{1}{16}\sum_{j=0}^{15} x_{i,j} \qquad \sigma_i = \sqrt{\frac{1}{16}\sum_{j=0}^{15} (x_{i,j}-\mu_i)^2 + \varepsilon} \qquad y_{i,j} = \frac{x_{i,j}-\mu_i}{\sigma_i}\,\gamma_j + \beta_j"#
    )
    page.text(
      "$`i`$ is the place, $`j`$ the feature. In the trace each step has a name: `mean` (μ), `centered` (x − μ), `variance`, `std` (σ), `normalized`."
    )
    page.section("Feature 3 of the last row, in full")
    page.lines([
      part("mean")[last], part("centered")[last, 3], part("variance")[last], part("std")[last],
      part("normalized")[last, 3], grid(norm)[last, 3],
    ])
    page.section("All of it")
    page.heatMap([grid(input), grid(norm)], alt: "The rows before and after the norm as heat maps")
    page.table(part("mean"))
    page.table(part("std"))
    page.table(grid(norm))
    page.foldedTables(
      "Centered, variance, normalized, and the parameters",
      [part("centered"), part("variance"), part("normalized"), part("weight"), part("bias")])
    page.everyEntry(of: part("mean"), part("variance"), part("std"))
    page.everyEntry(of: part("centered"), part("normalized"), grid(norm))
  }
}
