import ChapterKit
import Numerics
import Walkthrough

extension Chapter3Story {
  func backModel(_ page: Page) {
    page.section("Backward, twice")
    page.text(
      """
      Derivations stand on chapter 2's pages [13](chapter2/back-prediction) to
      [18](chapter2/back-patches). With a batch only one thing is new: a parameter was used by *both* pictures, so its gradient is
      the sum over both. A bias of the last layer, for example, was used in four patches of each:
      """)
    page.gradientEntry(grid("final_proj.bias")[2])
    page.section("From the loss to the block")
    page.gradientPass([
      ("`error` and `v̂`", ["error", "final_proj", "final_proj.weight", "final_proj.bias"]),
      ("`final_norm`", ["final_norm", "final_norm.weight", "final_norm.bias"]),
      (
        "`z2`, the MLP",
        [
          "blocks.0.residual2", "blocks.0.mlp.3.weight", "blocks.0.mlp.3.bias", "blocks.0.mlp.1",
          "blocks.0.mlp.0", "blocks.0.mlp.0.weight", "blocks.0.mlp.0.bias",
        ]
      ),
      (
        "`norm2`",
        [
          "blocks.0.norm2", "blocks.0.norm2.gain", "blocks.0.norm2.proj",
          "blocks.0.norm2.proj.weight", "blocks.0.norm2.proj.bias",
        ]
      ),
      (
        "`z1`, attention",
        [
          "blocks.0.residual1", "blocks.0.attn.out_proj.weight", "blocks.0.attn.out_proj.bias",
          "blocks.0.attn.heads", "blocks.0.attn.weights", "blocks.0.attn.scores",
        ]
      ),
    ])
    page.check(prefix: "grad.final_")
    page.check(prefix: "grad.blocks.0.mlp")
    page.check(prefix: "grad.blocks.0.norm2")
    page.check(prefix: "grad.blocks.0.attn")
    page.checkYourself([
      (
        "Does a gradient of the first picture's `v̂` know anything of the second picture?",
        "Only through the 1/32 of the mean. The passes do not touch each other."
      )
    ])
    page.keep("Shared weights collect from every picture.")
  }

  func backInputs(_ page: Page) {
    page.section("The rest of the way")
    page.text(
      "From attention's stacked projection and the first norm to the tokens, the kernels, the time and the pixels."
    )
    page.gradientPass([
      (
        "`qkv`",
        ["blocks.0.attn.in_proj", "blocks.0.attn.in_proj_weight", "blocks.0.attn.in_proj_bias"]
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
        "The time",
        [
          "time_embed.mlp.2", "time_embed.mlp.2.weight", "time_embed.mlp.2.bias",
          "time_embed.mlp.0", "time_embed.mlp.0.weight", "time_embed.mlp.0.bias",
          "time_embed.waves",
        ]
      ),
    ])
    page.check(prefix: "grad.blocks.0.norm1")
    page.check(prefix: "grad.time_embed")
    page.check(prefix: "grad.patch_embed")
    page.check(["grad.tokens", "grad.x_t", "grad.x0", "grad.x1", "grad.t"])
    page.checkYourself([
      (
        "How many terms has the gradient of one kernel entry now?",
        "\(run.trace.terms(of: grid("patch_embed.proj.weight")[3, 0, 0, 1].id).count): four patches of each of the two pictures."
      )
    ])
    page.keep("Twice as many uses, twice as many terms.")
  }
}
