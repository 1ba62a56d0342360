import ByHand
import ChapterKit
import Numerics
import Walkthrough

extension Chapter2Story {
  func backAttention(_ page: Page) {
    let name = "blocks.0.attn"
    page.inventory([
      .input("`∂L/∂z1`", "grad.blocks.0.residual1", from: "back-mlp"),
      .output("`∂L/∂Wo`", "grad.\(name).out_proj.weight"),
      .output("`∂L/∂w`, `∂L/∂scores`", "grad.\(name).weights", "grad.\(name).scores"),
      .output("`∂L/∂qkv`", "grad.\(name).in_proj"),
      .output("`∂L/∂Wqkv`, `∂L/∂bqkv`", "grad.\(name).in_proj_weight", "grad.\(name).in_proj_bias"),
      .output("`∂L/∂norm1`", "grad.blocks.0.norm1"),
    ])
    page.section("Why")
    page.text(
      """
      Backward through attention is chapter 0's, without the mask. Watch one thing: `qkv` is one grid, so its gradient has three
      parts side by side. Columns 0 to \(featureCount - 1) come from the scores in which the patch *asked*, columns \(featureCount) to \(2 * featureCount - 1) from
      those in which it was *asked about*, the rest from the averages that took its values along.
      """)
    page.section("1. Mixing")
    page.linearGradientFormula("\(name).out_proj", of: "\(name).heads")
    page.gradientEntry(grid("\(name).out_proj.weight")[3, 5])
    page.gradientEntry(grid("\(name).heads")[1, 3])
    page.everyGradient(of: grid("\(name).out_proj"))
    page.parameterGradients("\(name).out_proj", isLong: true)
    page.table(gradient("\(name).heads"))
    page.everyGradient(of: grid("\(name).heads"))
    page.section("2. Averages: weights and values")
    page.attentionAverageGradients(
      name, "\(name).in_proj", valuesFrom: 2 * featureCount,
      seenBy: "i=0..3".replacing("..", with: #",\dots,"#),
      worked: [1, 0, 3], [1, 2 * featureCount + 3])
    page.table(gradient("\(name).weights"))
    page.everyGradient(of: grid("\(name).weights"))
    page.section("3. Softmax")
    page.text(
      "Each row of gradients adds up to 0, as on chapter 0's page on [attention's way back](chapter0/back-attention)."
    )
    page.gradientEntry(grid("\(name).scaled")[1, 0, 3])
    page.table(gradient("\(name).scaled"))
    page.everyGradient(of: grid("\(name).scaled"))
    page.section("4. Scaling")
    page.gradientEntry(grid("\(name).scores")[1, 0, 3])
    page.table(gradient("\(name).scores"))
    page.everyGradient(of: grid("\(name).scores"))
    page.section("5. Queries and keys")
    page.attentionScoreGradients(
      name, "\(name).in_proj", "\(name).in_proj", keysFrom: featureCount, worked: [1, 3],
      [1, featureCount + 3])
    page.section("6. The stacked projection")
    page.linearGradientFormula("\(name).in_proj", of: "blocks.0.norm1")
    page.gradientEntry(grid("\(name).in_proj_weight")[3, 5])
    page.gradientEntry(grid("blocks.0.norm1")[1, 3])
    page.parameterGradients("\(name).in_proj", isLong: true)
    let bias =
      gradient("\(name).in_proj_bias").values[featureCount..<2 * featureCount].map(\.magnitude)
      .max() ?? 0
    page.text(
      "Entries \(featureCount) to \(2 * featureCount - 1) of `∂L/∂bqkv`, the keys' bias, are at most \(bias.shown): in mathematics exactly 0, because softmax ignores what a row of scores has in common. What is left is rounding."
    )
    page.table(gradient("blocks.0.norm1"))
    page.everyGradientInNumbers(of: [grid("blocks.0.norm1")])
    page.section("In the core")
    page.excerpt("SelfAttention.backward", says: "Around the attention")
    page.excerpt("Attention.backward", says: "And attention itself")
    page.check(
      [
        "out_proj", "out_proj.weight", "out_proj.bias", "heads", "weights", "scaled", "scores",
        "in_proj", "in_proj_weight", "in_proj_bias",
      ]
      .map { "grad.\(name).\($0)" } + ["grad.blocks.0.norm1"])
    page.checkYourself([
      (
        "How many terms does the gradient of a value `qkv[1,\(2 * featureCount + 3)]` have, and in chapter 0?",
        "\(run.trace.terms(of: grid("\(name).in_proj")[1, 2 * featureCount + 3].id).count), one for each patch that looked at it: all. In chapter 0 the mask let only its own place and later ones look."
      )
    ])
    page.keep("Everybody looked at everybody, so everybody sends everybody a gradient.")
  }
}
