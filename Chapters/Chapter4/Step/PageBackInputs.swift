import ChapterKit
import Walkthrough

extension Chapter4Story {
  func backInputs(_ page: Page) {
    page.section("The rest of the way")
    page.text(
      "Through norm2, the attention of patches to patches, norm1, to the tokens, the kernels, the time and the pixels:"
    )
    page.gradientPass([
      (
        "`norm2` and `z1`",
        [
          "blocks.0.norm2", "blocks.0.norm2.gain", "blocks.0.norm2.proj",
          "blocks.0.norm2.proj.weight", "blocks.0.norm2.proj.bias", "blocks.0.residual1",
        ]
      ),
      (
        "`norm1`",
        [
          "blocks.0.norm1", "blocks.0.norm1.gain", "blocks.0.norm1.proj",
          "blocks.0.norm1.proj.weight", "blocks.0.norm1.proj.bias",
        ]
      ),
      (
        "`z0` and the patches",
        ["tokens", "patch_embed.proj.weight", "patch_embed.proj.bias", "x_t"]
      ),
      (
        "the time",
        [
          "time_embed.mlp.2", "time_embed.mlp.2.weight", "time_embed.mlp.2.bias",
          "time_embed.mlp.0", "time_embed.mlp.0.weight", "time_embed.mlp.0.bias",
          "time_embed.waves",
        ]
      ),
    ])
    normSteps(
      page, ["blocks.0.norm2", "blocks.0.norm1"],
      others: [
        "blocks.0.cross_attn.out_proj", "blocks.0.self_attn.out_proj", "patch_embed.proj",
        "time_embed.mlp.1", "time_embed.waves.angle", "velocity", "one_minus_t", "x0", "x1", "t",
      ])
    page.subsection("The attention of patches to patches")
    page.text(
      "The sums are those of [chapter 2](chapter2/back-attention), with 16 patches in place of 4. One gradient of a query, and where all of them stand: \(page.link("numbers-back"))."
    )
    page.gradientEntry(grid("\(Self.selfAttention).in_proj")[0, 3, 2])
    page.check(prefix: "grad.blocks.0.norm")
    page.check(prefix: "grad.blocks.0.self_attn")
    page.check(prefix: "grad.time_embed")
    page.check(prefix: "grad.patch_embed")
    page.check(["grad.tokens", "grad.x_t", "grad.x0", "grad.x1", "grad.t"])
    page.checkYourself([
      (
        "How many norms add to the gradient of the condition `c`?",
        "Three: \(run.trace.terms(of: grid("time_embed.mlp.2")[0, 1].id).count) terms, \(2 * featureCount) from each."
      )
    ])
    page.keep("From the loss to the pixels; the words were a side road.")
  }
}
