import ChapterKit
import Dataset
import Walkthrough

extension Chapter4Story {
  func backText(_ page: Page) {
    let block = "clip.\(Self.textBlock)"
    let n = 2
    let end = pairs.ids[n].firstIndex(of: Vocabulary.end) ?? 0
    page.section("Only [EOS] was read")
    page.text(
      "The loss has looked at one row of `t_out` a caption, the one at [EOS]. An entry of its gradient:"
    )
    page.gradientEntry(grid("clip.ln_final")[n, end, 3])
    let others = (0..<WorkedPairs.length).filter { $0 != end }.allSatisfy { p in
      gradient("clip.ln_final").row(n, p).allSatisfy { $0.value == 0 }
    }
    page.text(
      others
        ? "Every other row's gradient is exactly 0; but in the block below, [EOS] has looked back at the words, and there they get their share:"
        : "In the block below, [EOS] has looked back at the words, and there they get their share:")
    page.gradientEntry(grid("clip.text.embedding")[n, 3, 2])
    let labels = labels(pairs.ids[n])
    page.heatMap(
      [
        (
          title: "∂L/∂words of caption \(n)",
          values: labels.indices.flatMap { gradient("clip.text.embedding").row(n, $0).map(\.value) }
        )
      ], rows: labels, columns: (0..<featureCount).map(String.init),
      alt: "The gradient of each word of caption \(n)")
    page.section("The projection and the last norm")
    page.gradientPass([
      ("`Ptext` and `t_out`", ["clip.text_projection"] + Self.layerNorm("clip.ln_final"))
    ])
    page.section("The block")
    page.text(
      "[EOS] asked, the words answered: the value of place 3 in caption \(n) (its animal) was taken along by place 3 itself and by [EOS]."
    )
    page.gradientEntry(grid("\(block).attn.in_proj")[n, 3, 16])
    blockGradients(page, block, "clip.ln_final")
    page.section("Words and places")
    page.gradientPass([
      (
        "`words`, `table` and `place`",
        ["text.embedding", "token_embedding.weight", "positional_embedding"].map { "clip.\($0)" }
      )
    ])
    let unused = Vocabulary.captions.tokens.indices.filter { !pairs.ids.joined().contains($0) }
    let padding = gradient("clip.token_embedding.weight").row(Vocabulary.padding)
    page.text(
      "\(unused.count) rows of the table belong to words that were not said; they have no gradient in this step. [PAD] stands in a caption, but nobody that is read has looked at it: \(padding.allSatisfy { $0.value == 0 } ? "its gradient is exactly 0, too" : "its gradient is not 0")."
    )
    page.check(prefix: "grad.clip.transformer")
    page.check(prefix: "grad.clip.ln_final")
    page.check(
      ["text.embedding", "token_embedding.weight", "positional_embedding", "text_projection"].map {
        "grad.clip.\($0)"
      })
    page.checkYourself([
      (
        "The word `a` stands in all three captions. How many terms has the gradient of one number of its row?",
        "\(run.trace.terms(of: grid("clip.token_embedding.weight")[Vocabulary.captions.tokens.firstIndex(of: "a") ?? 0, 3].id).count): one for each time that it was said."
      )
    ])
    page.keep(
      "A word learns from the whole batch: from the pictures that it was said of, and from all others."
    )
  }
}
