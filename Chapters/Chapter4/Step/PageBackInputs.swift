import ChapterKit
import Walkthrough

extension Chapter4Story {
  func backInputs(_ page: Page) {
    page.inventory([
      .input("`∂L/∂z2`", "grad.blocks.0.residual2", from: "rest"),
      .input("`∂L/∂q`", "grad.blocks.0.cross_attn.q_proj", from: "back-cross"),
      .input("the parameters: the column θ", from: "adamw"),
      .output("`∂L/∂x_t`, `∂L/∂t`", "grad.x_t", "grad.t"),
    ])
    page.section("The rest of the way")
    page.text(
      "The words' side is done. The patches' side goes on as in [chapter 2](chapter2/back-ada-ln): through norm2, the attention of patches to patches and norm1, to the tokens, the kernels, the time and the pixels."
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
      "The sums are those of [chapter 2](chapter2/back-attention), with 16 patches instead of 4. \(page.sentence(page.link("numbers-back"))) has all of them; here is the gradient of one query:"
    )
    page.gradientEntry(grid("\(Self.selfAttention).in_proj")[0, 3, 2])
    page.check(prefix: "grad.blocks.0.norm")
    page.check(prefix: "grad.blocks.0.self_attn")
    page.check(prefix: "grad.time_embed")
    page.check(prefix: "grad.patch_embed")
    page.check(["grad.tokens", "grad.x_t", "grad.x0", "grad.x1", "grad.t"])
    page.checkYourself([
      (
        "How many norms contribute to the gradient of the condition `c`?",
        "Three: \(run.trace.terms(of: grid("time_embed.mlp.2")[0, 1].id).count) terms, \(2 * featureCount) from each."
      )
    ])
    page.keep(
      "The gradient goes from the loss all the way to the pixels; the words were a side road.")
  }
}
