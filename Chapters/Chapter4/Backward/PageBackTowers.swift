import ByHand
import ChapterKit
import Dataset
import Numerics
import Walkthrough

extension Chapter4Story {
  func backContrast(_ page: Page) {
    func part(_ name: String) -> Grid { grid("clip.\(name)") }
    page.inventory([
      .use("`L`, the loss", "clip.loss", from: "contrast"),
      .output("`∂L/∂logits`", "grad.clip.logits"),
      .output("`∂L/∂S`", "grad.clip.similarity"),
      .output("`∂L/∂s`, of the scale", "grad.clip.logit_scale"),
      .output("`∂L/∂I`, `∂L/∂T`", "grad.clip.visual.unit", "grad.clip.text.unit"),
    ])
    page.section("1. Both halves")
    page.text(
      "Each negative log-likelihood weighs half a third in the loss. A logit is in two softmaxes, its row's and its column's, so its gradient has two parts, *probability minus truth* from each:"
    )
    page.formula(
      #"\frac{\partial L}{\partial\,\mathrm{logits}_{i,j}} = \frac{1}{2\cdot3}\Bigl[(\mathrm{p\_rows}_{i,j} - \delta_{ij}) + (\mathrm{p\_columns}_{j,i} - \delta_{ij})\Bigr]"#
    )
    page.text("$`\\delta_{ij}`$ is 1 on the diagonal and 0 elsewhere. One on it and one beside it:")
    page.gradientEntry(part("logits")[1, 1])
    page.gradientEntry(part("logits")[1, 2])
    page.table(gradient("clip.logits"))
    page.everyGradient(
      of: ["rows.loss", "columns.loss", "rows.nll", "columns.nll", "logits"].map(part))
    page.section("2. The scale")
    page.text(
      "Every logit has been multiplied by the same number, so its gradient is a sum over all nine; and through the power to `s`:"
    )
    page.gradientEntry(part("temperature").scalars[0])
    page.gradientEntry(part("logit_scale").scalars[0])
    let slope = gradient("clip.logit_scale").values[0]
    page.text(
      slope > 0
        ? "It is positive: the towers are sure of wrong things, and a smaller scale would hurt less."
        : "It is negative: what the towers are sure of is right more than wrong, and a larger scale would pay."
    )
    page.section("3. Similarities and arrows")
    page.gradientEntry(part("similarity")[1, 2])
    page.text("A picture's arrow was compared with all captions:")
    page.gradientEntry(part("visual.unit")[1, 1])
    page.gradientEntry(part("text.unit")[2, 1])
    page.heatMap(
      [gradient("clip.similarity"), gradient("clip.visual.unit"), gradient("clip.text.unit")],
      titles: ["∂L/∂S", "∂L/∂I", "∂L/∂T"],
      alt: "The gradients of the similarities and of the arrows as heat maps")
    page.everyGradient(of: ["similarity", "visual.unit", "text.unit"].map(part))
    page.section("4. Length 1, backward")
    page.formula(
      #"\frac{\partial L}{\partial y_i} = \frac{1}{|y|}\Bigl(\frac{\partial L}{\partial T_i} - T_i \sum_m T_m \frac{\partial L}{\partial T_m}\Bigr)"#
    )
    page.text(
      "What a change does along the arrow only makes it longer, and the length is taken away again; so that part of the gradient is taken away, too. `y` is the arrow before its length was taken (\(page.link("text-tower"))). By hand its gradient has two parts: one through the square and the length (twice, for a square has the number as a factor twice), and the number's own share:"
    )
    page.gradientEntry(part("text.joint")[2, 1])
    page.everyGradient(
      of: [
        "text.length", "text.square", "text.joint", "visual.length", "visual.square",
        "visual.joint",
      ].map(part))
    let along = (0..<WorkedPairs.count).map { n in
      (0..<joint).reduce(0.0) {
        $0 + gradient("clip.text.joint")[n, $1].value * part("text.joint")[n, $1].value
      }.magnitude
    }
    page.section("In the core")
    page.excerpt("UnitLength", says: "There and back")
    page.check(prefix: "grad.clip.rows")
    page.check(prefix: "grad.clip.columns")
    page.check(
      [
        "logits", "temperature", "logit_scale", "similarity", "visual.unit", "text.unit",
        "text.joint", "text.length", "text.square", "visual.joint", "visual.length",
        "visual.square",
      ].map { "grad.clip.\($0)" })
    page.checkYourself([
      (
        "Multiply `y` of a caption with its gradient, entry by entry, and add up. What comes out?",
        "0 up to rounding (here at most \((along.max() ?? 0).shown)): making the arrow longer changes nothing."
      )
    ])
    page.keep("Probability minus truth, once along the rows and once along the columns.")
  }

  func backPicture(_ page: Page) {
    let block = "clip.\(Self.pictureBlock)"
    page.section("The mean hands everybody the same")
    page.text(
      "From `I` the gradient comes back through the length, the projection and the last norm to `p_mean`, the mean of a picture's four patches. One entry of it, which the last norm has used in two ways:"
    )
    page.gradientEntry(grid("clip.visual.mean")[1, 3])
    page.text("A quarter of that goes to each patch:")
    page.gradientEntry(grid("\(block).residual2")[1, 2, 3])
    page.section("The projection and the last norm")
    page.gradientPass([
      ("`Ppic` and `p_out`", ["clip.visual.proj"] + Self.layerNorm("clip.visual.ln_post"))
    ])
    page.section("The block")
    blockGradients(page, block, "clip.visual.ln_post")
    page.section("Patches and places")
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
    page.checkYourself([
      (
        "How many terms has the gradient of one number of `place_pic`?",
        "\(run.trace.terms(of: grid("clip.visual.positional_embedding")[1, 3].id).count): one for each picture."
      )
    ])
    page.keep("A mean hands its gradient to all that it was made from, in equal parts.")
  }

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

  private static func layerNorm(_ norm: String) -> [String] {
    [norm, "\(norm).weight", "\(norm).bias"]
  }

  /// All gradients of a block, as tables.
  private func blockGradients(_ page: Page, _ block: String, _ last: String) {
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
        [last, "\(block).ln_2", "\(block).ln_1"].flatMap { norm in
          (norm == last ? [] : Self.layerNorm(norm))
            + ["normalized", "std", "variance", "centered", "mean"].map { "\(norm).\($0)" }
        }
      ),
    ]
    page.text(
      "These are the sums of chapter 0, spelled out there from [page 14](../chapter0/14-back-ln-f.md) to [page 21](../chapter0/21-back-norm1.md). All gradients here, as tables:"
    )
    page.gradientTables(parts)
  }
}
