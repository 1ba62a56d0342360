import ChapterKit
import Walkthrough

extension Chapter4Story {
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
      "These are the sums of chapter 0, spelled out there from [page 14](chapter0/back-ln-f) to [page 21](chapter0/back-norm1). All gradients here, as tables:"
    )
    page.gradientTables(parts)
  }
}
