import ChapterKit
import Dataset
import Walkthrough

extension Chapter4Story {
  func backTowers(_ page: Page) {
    page.inventory([
      .input("`∂L/∂I`", "grad.clip.visual.unit", from: "back-contrast"),
      .input("`∂L/∂T`", "grad.clip.text.unit", from: "back-contrast"),
      .input(
        "the parameters of both towers",
        origin: "\(page.link("text-tower")), \(page.link("picture-tower"))"),
      .output(
        "`∂L/∂words`, `∂L/∂pictures`", "grad.clip.text.embedding", "grad.clip.pictures"),
    ])
    page.section("Why")
    page.text(
      "Most sums on this page are old friends: a tower is one of chapter 0's blocks. Two things are new. A mean hands its gradient back to four patches, and in the text tower only one row was read, the one at [EOS]."
    )
    backThroughPictures(page)
    backThroughTexts(page)
    page.checkYourself([
      (
        "How many terms does the gradient of one number of `place_pic` have?",
        "\(run.trace.terms(of: grid("clip.visual.positional_embedding")[1, 3].id).count): one for each picture."
      ),
      (
        "The word `a` is in \(pairs.ids.count { $0.contains(Vocabulary.captions.tokens.firstIndex(of: "a") ?? 0) }) of the \(pairs.ids.count) captions. How many terms does the gradient of one number of its row have?",
        "\(run.trace.terms(of: grid("clip.token_embedding.weight")[Vocabulary.captions.tokens.firstIndex(of: "a") ?? 0, 3].id).count): one for each time it is used."
      ),
    ])
    page.keep(
      "A mean hands its gradient back in equal parts; a word learns from the whole batch, from the pictures whose captions name it and from all the others."
    )
  }

  private func backThroughPictures(_ page: Page) {
    let block = "clip.\(Self.pictureBlock)"
    page.section("The picture tower: every patch gets the same share")
    page.text(
      "From `I`, the gradient comes back through the length, the projection and the last norm to `p_mean`, the mean of a picture's four patches. Here is one entry of it, which the last norm used in two ways:"
    )
    page.gradientEntry(grid("clip.visual.mean")[1, 3])
    page.text("A quarter of it goes to each patch:")
    page.gradientEntry(grid("\(block).residual2")[1, 2, 3])
    page.gradientPass([
      ("`Ppic` and `p_out`", ["clip.visual.proj"] + Self.layerNorm("clip.visual.ln_post"))
    ])
    page.subsection("The block")
    blockGradients(page, block, "clip.visual.ln_post")
    page.gradientPass([
      (
        "`p0` and below",
        [
          "visual.embedding", "visual.positional_embedding", "visual.conv1", "visual.conv1.weight",
          "visual.conv1.bias", "pictures",
        ].map { "clip.\($0)" }
      )
    ])
    page.check(prefix: "grad.clip.visual")
    page.check(["grad.clip.pictures"])
  }

  private func backThroughTexts(_ page: Page) {
    let block = "clip.\(Self.textBlock)"
    let n = 2
    let end = pairs.ids[n].firstIndex(of: Vocabulary.end) ?? 0
    page.section("The text tower: only [EOS] was read")
    page.text(
      "From each caption, the loss reads one row of `t_out`: the one at [EOS]. Here is one entry of its gradient:"
    )
    page.gradientEntry(grid("clip.ln_final")[n, end, 3])
    let others = (0..<WorkedPairs.length).filter { $0 != end }.allSatisfy { p in
      gradient("clip.ln_final").row(n, p).allSatisfy { $0.value == 0 }
    }
    page.text(
      others
        ? "Every other row's gradient is exactly 0. But in the block below, [EOS] looked back at the words, and there they get their share:"
        : "In the block below, [EOS] looked back at the words, and there they get their share:")
    page.gradientEntry(grid("clip.text.embedding")[n, 3, 2])
    page.text("The gradients of all its words, a row for each:")
    let labels = labels(pairs.ids[n])
    page.heatMap(
      [
        (
          title: "∂L/∂words of caption \(n)",
          values: labels.indices.flatMap { gradient("clip.text.embedding").row(n, $0).map(\.value) }
        )
      ], rows: labels, columns: (0..<featureCount).map(String.init),
      alt: "The gradient of each word of caption \(n)")
    page.gradientPass([
      ("`Ptext` and `t_out`", ["clip.text_projection"] + Self.layerNorm("clip.ln_final"))
    ])
    page.subsection("Its block")
    page.text(
      "[EOS] asked, and the words answered. The value at place 3 of caption \(n) (its animal) was used by place 3 itself and by [EOS]:"
    )
    page.gradientEntry(grid("\(block).attn.in_proj")[n, 3, 16])
    blockGradients(page, block, "clip.ln_final")
    page.gradientPass([
      (
        "`words`, `table` and `place`",
        ["text.embedding", "token_embedding.weight", "positional_embedding"].map { "clip.\($0)" }
      )
    ])
    let unused = Vocabulary.captions.tokens.indices.filter { !pairs.ids.joined().contains($0) }
    let padding = gradient("clip.token_embedding.weight").row(Vocabulary.padding)
    page.text(
      "\(unused.count) rows of the table belong to words that are in none of the captions; they get no gradient in this step. [PAD] is in a caption, but no row that is read has looked at it: \(padding.allSatisfy { $0.value == 0 } ? "its gradient is exactly 0, too" : "its gradient is not 0")."
    )
    page.check(prefix: "grad.clip.transformer")
    page.check(prefix: "grad.clip.ln_final")
    page.check(
      ["text.embedding", "token_embedding.weight", "positional_embedding", "text_projection"].map {
        "grad.clip.\($0)"
      })
  }

  static func layerNorm(_ norm: String) -> [String] {
    [norm, "\(norm).weight", "\(norm).bias"]
  }

  /// All gradients of a block, as tables.
  func blockGradients(_ page: Page, _ block: String, _ last: String?) {
    func all(_ names: String...) -> [String] { names.map { "\(block).\($0)" } }
    let parts = [
      (
        "the MLP",
        all(
          "residual2", "mlp.c_proj", "mlp.c_proj.weight", "mlp.c_proj.bias", "mlp.gelu", "mlp.c_fc",
          "mlp.c_fc.weight", "mlp.c_fc.bias")
      ),
      (
        "attention",
        all(
          "residual1", "attn.out_proj", "attn.out_proj.weight", "attn.out_proj.bias", "attn.heads",
          "attn.weights", "attn.scaled", "attn.scores", "attn.in_proj", "attn.in_proj_weight",
          "attn.in_proj_bias")
      ),
      (
        "the norms and their steps",
        [last, "\(block).ln_2", "\(block).ln_1"].compactMap { $0 }.flatMap { norm in
          (norm == last ? [] : Self.layerNorm(norm))
            + ["normalized", "std", "variance", "centered", "mean"].map { "\(norm).\($0)" }
        }
      ),
    ]
    page.text(
      "Chapter 0 spells out the same sums, from [the last norm](chapter0/back-ln-f) back to [the first](chapter0/back-norm1). Here are all of the block's gradients, as tables:"
    )
    page.gradientTables(parts)
  }
}
