import ByHand
import ChapterKit
import Numerics
import Walkthrough

extension Chapter2Story {
  func prediction(_ page: Page) {
    let v = grid("final_proj")
    page.inventory([
      .input("`z2`, the tokens after the block", "blocks.0.residual2", from: "mlp"),
      .parameters("`γ`, `β`", "final_norm"),
      .parameters("`Wv`, `bv`", "final_proj"),
      .output("`v̂`, the predicted velocity, a row for each patch", "final_proj"),
    ])
    page.section("Why")
    page.text(
      """
      The tokens have \(featureCount) features each; the answer needs four numbers for each patch, one per pixel. A last norm, this time a
      plain one with learned γ and β, and a linear layer make them. Then the patches go back to their places: to
      *unpatchify* is to follow the table of \(page.link("patches")) the other way.
      """)
    page.section("1. The final norm")
    page.norm("final_norm", of: "blocks.0.residual2", .layer, worked: [1, 3])
    page.section("2. The projection: `v̂`")
    page.linear("final_proj", of: "final_norm", worked: [1, 2])
    page.foldedParameters("final_proj")
    page.section("3. Back to a picture")
    page.text(
      "Entry `v̂[1,2]` is patch 1 (top right), place 2 (second row, first column): pixel row 1, column 2. No number changes, only where it stands."
    )
    page.heatMap(
      [v, predictedPicture()], titles: ["v̂ in rows", "v̂ as a picture"], sharesScale: true,
      alt: "The predicted velocity, one row per patch, and the same as a picture of 4×4")
    page.section("By hand and in the core")
    page.excerpt("ByHand.dit", says: "The whole forward pass by hand")
    page.excerpt("ByHand.unpatchified", says: "And the way back to a picture")
    page.excerpt("DiT.forward", says: "In the core")
    page.check(Page.normSteps("final_norm") + ["final_proj"])
    page.checkYourself([
      (
        "Where on the picture is `v̂[2,3]`?",
        "Patch 2 is bottom left, place 3 its last pixel: row 3, column 1. It is \(v[2, 3].value.shown)."
      )
    ])
    page.keep(
      "Between cutting and putting together there is only a table with a row for each patch.")
  }
}
