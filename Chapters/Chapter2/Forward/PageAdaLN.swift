import ByHand
import ChapterKit
import Numerics
import Walkthrough

extension Chapter2Story {
  func adaLN(_ page: Page) {
    let norm = "blocks.0.norm1"
    page.inventory([
      .input("`z0`, the tokens", "tokens", from: "positions"),
      .input("`c`, the condition", "time_embed.mlp.2", from: "time"),
      .parameters("`Wm1`, `bm1`", "\(norm).proj"),
      .output("`mod1`, scales and shifts", "\(norm).proj"),
      .output("`norm1`, the tokens as attention will read them", norm),
    ])
    page.section("Why")
    page.text(
      """
      [Layer norm](chapter0/norm1) brings each row to mean 0 and variance 1; then each feature gets a scale γ and a
      shift β, which are learned and always the same. An *adaptive* layer norm (adaLN) makes them from the condition: a
      linear layer turns `c` into \(featureCount) scales and \(featureCount) shifts. So the time can turn a feature up, turn it off, or
      move it, in every block, before attention and before the MLP. That is how one set of weights can do one thing in pure noise and another
      shortly before the picture is done.
      """)
    page.section("The formula")
    page.adaptiveNormFormula(norm, of: "tokens", condition: "time_embed.mlp.2")
    let factors = grid("\(norm).gain").values
    page.text(
      "The scale is added to 1, so a projection that starts at zero leaves the normalized row as it is. (Ours starts with drawn numbers: here the factors run from \((factors.min() ?? 0).fixed(2)) to \((factors.max() ?? 0).fixed(2)).)"
    )
    page.section("One entry, in full")
    page.adaptiveNormEntry(norm, worked: [1, 3])
    page.section("All of it")
    page.adaptiveNormTables(norm, of: "tokens")
    earlyAndLateSection(page)
    page.inRealSystems(
      """
      The idea is older than transformers that draw: FiLM (Perez et al., 2017) let a question scale and shift the features of a picture, and StyleGAN (Karras et al., 2018) let a style do so. The diffusion transformer (DiT: Peebles, Xie, 2022) has six such rows in each block: scale, shift and a gate (\(page.link("zero-start"))) for attention, and three more for the MLP.
      That costs weights: in the largest DiT, with 28 blocks of 1,152 features, it takes 6·1,152² of them per block, about a third of its 675 million parameters. PixArt-α (Chen et al., 2023) therefore shares one such layer among all blocks. In Stable Diffusion 3 and FLUX.1 the condition is the time together with a summary of the prompt.
      """)
    page.section("By hand and in the core")
    page.excerpt("ByHand.adaptiveLayerNorm", says: "By hand")
    page.excerpt("AdaptiveLayerNorm.forward", says: "In the core")
    page.check(Page.adaptiveNormSteps(norm))
    let gain = grid("\(norm).gain").values
    let strongest = gain.indices.max { gain[$0].magnitude < gain[$1].magnitude } ?? 0
    page.checkYourself([
      (
        "Which feature does the condition turn up most here, and what does it do to the others' place in the row?",
        "Feature \(strongest), times \(gain[strongest].shown). Nothing: each feature is scaled and moved by itself, all patches alike."
      )
    ])
    page.keep("adaLN: normalize, then let the time decide how loud each feature is.")
  }

  /// The trained norm early and late, on one patch.
  private func earlyAndLateSection(_ page: Page) {
    page.section("Early and late")
    let norm = "blocks.0.norm1"
    page.text(
      """
      What does a *trained* norm do with the time? The first patch of this page, through the first norm of the trained model
      (two decimals), at t = \(WorkedExample.times[0].t.shown), nearly a picture, and at t = \(WorkedExample.times[1].t.shown), nearly noise. A plain layer norm would
      give one and the same row at both times: `normalized`, times a fixed weight, plus a fixed bias.
      """)
    var table = Table(["feature"] + (0..<featureCount).map { "\($0)" }, left: [0])
    table.add(["`normalized`"] + grid("early.\(norm).normalized").values.map(\.shown))
    for (prefix, t) in WorkedExample.times {
      let (gain, mod) = (grid("\(prefix)\(norm).gain").values, grid("\(prefix)\(norm).proj").values)
      table.add(["1 + scale, t = \(t.shown)"] + gain.map(\.shown))
      table.add(["shift, t = \(t.shown)"] + mod[featureCount...].map(\.shown))
      table.add(["result, t = \(t.shown)"] + grid("\(prefix)\(norm)").values.map(\.shown))
    }
    page.text(table.markdown)
    let (early, late) = (grid("early.\(norm).gain").values, grid("late.\(norm).gain").values)
    let most =
      early.indices.max {
        (early[$0] - late[$0]).magnitude < (early[$1] - late[$1]).magnitude
      } ?? 0
    page.text(
      "The factor of feature \(most) changes most, from \(early[most].shown) to \(late[most].shown). That feature in full, at both times:"
    )
    for (prefix, t) in WorkedExample.times {
      page.text("At t = \(t.shown):")
      page.lines(
        [grid("\(prefix)\(norm).gain")[most], grid("\(prefix)\(norm)")[0, most]],
        names: Names.dit(pass: prefix, parameters: "trained."))
    }
    page.text("All scales over the whole time: \(page.link("pictures")).")
    page.check(run.trace.computed(under: WorkedExample.times.map(\.prefix)).map(\.name))
  }
}
