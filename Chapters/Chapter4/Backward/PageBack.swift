import ByHand
import ChapterKit
import Dataset
import Numerics
import Walkthrough

extension Chapter4Story {
  func backRest(_ page: Page) {
    page.section("From the loss to `z2`")
    page.text(
      "From the loss through the projection, the MLP and the third norm, as in [chapter 2](../chapter2/13-back-prediction.md). Where all of it arrives, one entry of `z2`, used by norm3 in two ways and by the residual:"
    )
    page.gradientEntry(grid("blocks.0.residual2")[0, 1, 3])
    page.gradientPass([
      ("`error` and `v̂`", ["error", "final_proj", "final_proj.weight", "final_proj.bias"]),
      ("`final_norm`", ["final_norm", "final_norm.weight", "final_norm.bias"]),
      (
        "`z3`, the MLP",
        [
          "blocks.0.residual3", "blocks.0.mlp.3.weight", "blocks.0.mlp.3.bias", "blocks.0.mlp.1",
          "blocks.0.mlp.0", "blocks.0.mlp.0.weight", "blocks.0.mlp.0.bias",
        ]
      ),
      (
        "`norm3`",
        [
          "blocks.0.norm3", "blocks.0.norm3.gain", "blocks.0.norm3.proj",
          "blocks.0.norm3.proj.weight", "blocks.0.norm3.proj.bias",
        ]
      ),
      ("`z2`", ["blocks.0.residual2"]),
    ])
    page.check(prefix: "grad.final_")
    page.check(prefix: "grad.blocks.0.mlp")
    page.check(prefix: "grad.blocks.0.norm3")
    page.check(["grad.blocks.0.residual2"])
    page.checkYourself([
      (
        "Where does the gradient of `z2` go?",
        "It came by two ways, through norm3 and along the residual; it goes on by two: to `z1`, and into what was read."
      )
    ])
    page.keep("The same way back, until the words.")
  }

  func backCross(_ page: Page) {
    let name = "blocks.0.cross_attn"
    let padding = example.ids.firstIndex(of: Vocabulary.padding) ?? example.ids.count - 1
    page.inventory([
      .input("`∂L/∂z2`", "grad.blocks.0.residual2", from: "back-rest"),
      .output("`∂L/∂w`, `∂L/∂scores`", "grad.\(name).weights", "grad.\(name).scores"),
      .output(
        "`∂L/∂q`, `∂L/∂k`, of values", "grad.\(name).q_proj", "grad.\(name).k_proj",
        "grad.\(name).v_proj"),
      .output("`∂L/∂z`, of the words as they are read", "grad.text_proj"),
    ])
    page.section("Why")
    page.text(
      "Two roads lead back from what was read: through the queries to the patches, and through keys and values to the words."
    )
    page.section("1. What was read")
    page.gradientEntry(grid("\(name).out_proj.weight")[3, 5])
    page.gradientEntry(grid("\(name).heads")[0, 1, 6])
    page.section("2. Weights and values")
    page.gradientEntry(grid("\(name).weights")[0, 1, 1, 3])
    page.text("A value was taken along by all four patches:")
    page.gradientEntry(grid("\(name).v_proj")[0, 3, 6])
    page.section("3. Softmax and scores")
    page.gradientEntry(grid("\(name).scaled")[0, 1, 1, 3])
    page.section("4. Queries and keys")
    page.text("A query sums over the words, a key over the patches:")
    page.gradientEntry(grid("\(name).q_proj")[0, 1, 6])
    page.gradientEntry(grid("\(name).k_proj")[0, 3, 6])
    page.section("5. The words")
    page.text("`z` was read twice, as key and as value:")
    page.gradientEntry(grid("text_proj")[0, 3, 2])
    page.table(gradient("text_proj"))
    let zero =
      padding < example.ids.count
      && gradient("text_proj").row(0, padding).allSatisfy { $0.value == 0 }
    page.text(
      """
      \(zero ? "The rows of the padding are exactly 0: nobody looked at them." : "") Here the way of the words ends. `Wt` and `bt` learn; the table and the places before them are
      frozen, so they have no gradient at all, not even a 0: the recording knows that they are given.
      """)
    page.gradientEntry(grid("text_proj.weight")[2, 3])
    page.section("All of it")
    page.gradientPass([
      ("`read`", ["\(name).out_proj.weight", "\(name).out_proj.bias", "\(name).heads"]),
      ("`w`, `scaled`, `scores`", ["\(name).weights", "\(name).scaled", "\(name).scores"]),
      ("`q`", ["\(name).q_proj", "\(name).q_proj.weight", "\(name).q_proj.bias"]),
      ("`k`", ["\(name).k_proj", "\(name).k_proj.weight", "\(name).k_proj.bias"]),
      ("values", ["\(name).v_proj", "\(name).v_proj.weight", "\(name).v_proj.bias"]),
      ("`z`", ["text_proj", "text_proj.weight", "text_proj.bias"]),
    ])
    page.section("In the core")
    page.excerpt("CrossAttention.backward", says: "Two roads")
    page.check(prefix: "grad.\(name)")
    page.check(prefix: "grad.text_proj")
    page.checkYourself([
      (
        "How many terms has the gradient of a key of a real word, and of padding?",
        "\(run.trace.terms(of: grid("\(name).k_proj")[0, 3, 6].id).count), one for each patch; for padding the scores exist, but their gradients are 0."
      ),
      (
        "The gradient of the keys' bias `bk` is at most \((gradient("\(name).k_proj.bias").values.map(\.magnitude).max() ?? 0).shown). Why so little?",
        "In mathematics it is 0: a bias moves all scores of a query by the same amount, and softmax does not notice. What is left is rounding."
      ),
    ])
    page.keep("Words teach how they are read, not what they are: the tower is frozen.")
  }

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
        "self-attention",
        [
          "blocks.0.self_attn.out_proj.weight", "blocks.0.self_attn.out_proj.bias",
          "blocks.0.self_attn.heads", "blocks.0.self_attn.weights", "blocks.0.self_attn.scores",
          "blocks.0.self_attn.in_proj", "blocks.0.self_attn.in_proj_weight",
          "blocks.0.self_attn.in_proj_bias",
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
