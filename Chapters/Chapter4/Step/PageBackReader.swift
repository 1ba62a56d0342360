import ChapterKit
import Dataset
import Walkthrough

extension Chapter4Story {
  func backReader(_ page: Page) {
    let block = "readers.0"
    let padding = example.ids.firstIndex(of: Vocabulary.padding)
    page.inventory([
      .input("`∂L/∂words_read`", "grad.\(block).residual2", from: "back-cross"),
      .input("the parameters", from: "reader"),
      .output("`∂L/∂e`", "grad.text_proj"),
      .output("`∂L/∂Wt`, `∂L/∂bt`", "grad.text_proj.weight", "grad.text_proj.bias"),
    ])
    page.section("Why")
    page.text(
      "The block in which the words read each other has parameters to learn, too. So the gradient goes back through it, as far as the frozen table."
    )
    page.section("From `words_read` to `e`")
    page.text(
      "A word's value was used by the word itself and by those after it, so its gradient is a sum over these:"
    )
    page.gradientEntry(grid("\(block).attn.in_proj")[0, 3, 2 * featureCount])
    blockGradients(page, block, nil)
    page.section("The projection")
    page.text("One number of `e`. The first norm used it, and so did the residual:")
    page.gradientEntry(grid("text_proj")[0, 3, 2])
    page.table(gradient("text_proj"))
    let zero = padding.map { p in gradient("text_proj").row(0, p).allSatisfy { $0.value == 0 } }
    page.text(
      "\(zero == true ? "The rows of the padding are exactly 0: no word and no patch has looked at them. " : "")This is where the words' way ends. `Wt` and `bt` learn. The table and the places before them are frozen, so they have no gradient at all, not even a 0: the recording knows that they are given. One weight of `Wt`:"
    )
    page.gradientEntry(grid("text_proj.weight")[2, 3])
    page.gradientTables([("`e`", ["text_proj", "text_proj.weight", "text_proj.bias"])])
    page.check(prefix: "grad.\(block)")
    page.check(prefix: "grad.text_proj")
    page.checkYourself([
      (
        "How many terms does the gradient of one number of `e` at place 3 have?",
        "\(run.trace.terms(of: grid("text_proj")[0, 3, 2].id).count): one from the residual, the others from the first norm."
      )
    ])
    page.keep(
      "The words learn to read each other; what the table says about each of them stays as it was.")
  }
}
