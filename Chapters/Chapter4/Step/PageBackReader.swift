import ChapterKit
import Dataset
import Walkthrough

extension Chapter4Story {
  func backReader(_ page: Page) {
    let block = "readers.0"
    let padding = example.ids.firstIndex(of: Vocabulary.padding)
    page.inventory([
      .input("`∂L/∂z`", "grad.\(block).residual2", from: "back-cross"),
      .output("`∂L/∂e`", "grad.text_proj"),
      .output("`∂L/∂Wt`, `∂L/∂bt`", "grad.text_proj.weight", "grad.text_proj.bias"),
    ])
    page.section("From `z` to `e`")
    page.text(
      "A word's value was taken along by itself and by the words after it, so its gradient is a sum over these:"
    )
    page.gradientEntry(grid("\(block).attn.in_proj")[0, 3, 2 * featureCount])
    blockGradients(page, block, nil)
    page.section("The projection")
    page.gradientEntry(grid("text_proj")[0, 3, 2])
    page.table(gradient("text_proj"))
    let zero = padding.map { p in gradient("text_proj").row(0, p).allSatisfy { $0.value == 0 } }
    page.text(
      "\(zero == true ? "The rows of the padding are exactly 0: no word has looked at them, and no patch. " : "")Here the way of the words ends. `Wt` and `bt` learn; the table and the places before them are frozen, so they have no gradient at all, not even a 0: the recording knows that they are given."
    )
    page.gradientEntry(grid("text_proj.weight")[2, 3])
    page.gradientTables([("`e`", ["text_proj", "text_proj.weight", "text_proj.bias"])])
    page.check(prefix: "grad.\(block)")
    page.check(prefix: "grad.text_proj")
    page.checkYourself([
      (
        "How many terms has the gradient of `e` at place 3?",
        "\(run.trace.terms(of: grid("text_proj")[0, 3, 2].id).count): one from the residual, the others from the first norm."
      )
    ])
    page.keep("Words learn to read each other; what the table says of each stays as it was.")
  }
}
