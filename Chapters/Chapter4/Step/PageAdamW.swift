import ChapterKit
import Numerics
import Walkthrough

extension Chapter4Story {
  func adamW(_ page: Page) {
    page.section("The step")
    page.text(
      "All gradients are known, so every parameter takes one step: AdamW as in [chapter 1](chapter1/adamw), with lr = \(chapter.learningRate.shown). The frozen table and places take no part. (s is the number of the step, which is 1.)"
    )
    page.adamWFormulas()
    page.text("One parameter in full, entry [2,3] of `blocks.0.cross_attn.k_proj.weight`:")
    page.adamWEntry("blocks.0.cross_attn.k_proj.weight", [2, 3], called: "θ")
    page.section("All \(model.parameterCount.grouped) parameters")
    page.text(Self.adamWColumns)
    page.adamWTables(parameterNames)
    page.checkYourself([
      (
        "How many frozen numbers of the text tower does this step read?",
        "\(grid("token_embedding.weight").count + grid("positional_embedding").count): the table's and the places'."
      )
    ])
    page.keep("Whatever is frozen is no longer a parameter, but a constant.")
  }
}
