import ChapterKit
import Numerics
import Walkthrough

extension Chapter4Story {
  func adamW(_ page: Page) {
    page.section("The step")
    page.text(
      "AdamW as in [chapter 1](chapter1/adamw), lr = \(chapter.learningRate.shown). The frozen table and places take no part. (The s in the exponents is the number of the step, 1.)"
    )
    page.adamWFormulas()
    page.text("One parameter in full, entry [2,3] of `blocks.0.cross_attn.k_proj.weight`:")
    page.adamWEntry("blocks.0.cross_attn.k_proj.weight", [2, 3], called: "θ")
    page.section("All \(model.parameterCount.grouped) of them")
    page.adamWTables(parameterNames)
    page.checkYourself([
      (
        "How many numbers of the text tower does this step read, frozen?",
        "\(grid("token_embedding.weight").count + grid("positional_embedding").count): the table's and the places'."
      )
    ])
    page.keep("What is frozen is not a parameter any more, but a constant.")
  }
}
