import ByHand
import ChapterKit
import Core
import Numerics
import Walkthrough

extension Chapter2Story {
  func positions(_ page: Page) {
    let similarity = grid("positions.similarity")
    page.inventory([
      .input("`h`, the embedded patches", "patch_embed.proj", from: "patches"),
      .output("`code`, a code for each row and each column", "positions.code"),
      .output("`z0`, the tokens", "tokens"),
    ])
    page.section("Why")
    page.text(
      """
      Attention treats its tokens as a bag: shuffle them, and the results are shuffled in the same way, nothing else
      (\(page.link("swapped")) shows it). Where a patch was on the picture must be written *into* the
      token. Chapter 0 learned a row of numbers for each place; here the code is computed, once for the patch's row and once
      for its column, from the same sines and cosines as the time in
      [chapter 1](chapter1/time). Half of the \(featureCount) features tell the row, half the column.
      """)
    page.section("The formula")
    page.formula(
      #"\omega_i = e^{-\ln(10000)\, i / \mathrm{last}} \qquad \mathrm{code}_p = [\sin p\,\omega_0,\; \sin p\,\omega_1,\; \cos p\,\omega_0,\; \cos p\,\omega_1] \qquad \mathrm{patch}\,(r, q):\; [\mathrm{code}_r,\; \mathrm{code}_q]"#
    )
    page.text(
      "$`p`$ is a place along an edge, 0 or 1; with \(featureCount) features there are \(featureCount / 4) speeds, and last = \(featureCount / 4) − 1."
    )
    page.lines(
      grid("positions.frequency").scalars + grid("positions.angle").scalars
        + grid("positions.code").scalars)
    page.section("The code of each patch")
    let codes = codeGrid
    page.heatMap(
      [codes], titles: ["codes"], rows: Self.patchLabels,
      alt: "The codes of the four patches, a row each")
    page.text(
      "The first four columns tell the row of the patch, the last four its column. (The slow speed, 0.0001, would tell places apart only on a very large picture.)"
    )
    page.section("What a code encodes")
    page.text(
      """
      Attention compares tokens by dot products. So what do the dot products of two codes say? Sine and cosine of a
      difference: $`\\sin a \\sin b + \\cos a \\cos b = \\cos(a-b)`$. Each speed adds a cosine of the distance along the
      rows, and one of the distance along the columns.
      """)
    page.entry(similarity[0, 1])
    page.heatMap(
      [similarity], worked: similarity[0, 1], rows: Self.patchLabels, columns: Self.patchLabels,
      alt: "The dot products of all pairs of codes: largest on the diagonal")
    page.text(
      "Each code with itself gives \(similarity[0, 0].value.shown), with a neighbour \(similarity[0, 1].value.shown), diagonally \(similarity[0, 3].value.shown): *near* is *similar*, whatever the place."
    )
    page.everyEntry(of: similarity)
    page.section("One step further is a rotation")
    page.text(
      """
      Moving one place on turns each pair (sine, cosine) by the same angle ω, wherever one starts. So a linear layer can compute
      the code of *the neighbour* from any code, with the same weights everywhere. From place 1 to place 2:
      """)
    page.formula(
      #"\sin((p+1)\omega) = \sin p\omega\,\cos\omega + \cos p\omega\,\sin\omega \qquad \cos((p+1)\omega) = \cos p\omega\,\cos\omega - \sin p\omega\,\sin\omega"#
    )
    let gap =
      zip(grid("positions.turned").values, grid("positions.next").values)
      .map { ($0 - $1).magnitude }.max() ?? 0
    page.text(
      "Both ways, turned from place 1 and computed from the definition with $`p = 2`$, give the same four numbers: they differ by at most \(gap.shown), which is rounding."
    )
    page.fold("The code of place 2, both ways") {
      page.lines(
        grid("positions.turn").scalars + grid("positions.straight").scalars
          + grid("positions.turned").scalars)
      page.text("And straight from the definition:")
      page.lines(grid("positions.next_angle").scalars + grid("positions.next").scalars)
    }
    page.section("On a larger picture")
    let wide = Positions2D<Double>(features: 32, grid: 8)
    let products = (wide.codes ⊗ wide.codes.transpose).values
    page.text(
      "With 32 features and a grid of 8×8 patches: how similar is the code of one patch to all the others? Three patches, from the core:"
    )
    let panels = [(0, 0), (3, 4), (7, 2)].map { place -> (title: String, values: [Double]) in
      let row = 8 * place.0 + place.1
      return ("patch (\(place.0), \(place.1))", Array(products[row * 64..<(row + 1) * 64]))
    }
    let edge = (0..<8).map { "\($0)" }
    page.heatMap(
      panels, rows: edge, columns: edge,
      alt: "Three maps of 8×8: the dot products of a patch's code with the codes of all patches")
    page.text(farAway(Array(products.prefix(8))))
    page.section("The tokens")
    page.text("The code is added to the patch's features. That is all; nothing here is learned.")
    page.lines([grid("tokens")[1, 3]])
    page.heatMap(
      [codes, grid("tokens")], titles: ["codes", "z0 = h + codes"], rows: Self.patchLabels,
      alt: "The codes, and the tokens that they are added to")
    page.table(grid("tokens"))
    page.everyEntry(of: grid("tokens"))
    page.inRealSystems(
      """
      ViT (2020) learns a row of numbers for each patch, as chapter 0 does for each place in a sentence. DiT (2022) uses the computed code of this page, and so does Stable Diffusion 3 (2024), which cuts the codes for a picture of another shape out of one large grid.
      FLUX.1 (2024) adds nothing to its tokens: it turns queries and keys by angles for row and column in every block (RoPE, [here for a line of words](chapter6/positions)).
      """)
    page.section("By hand and in the core")
    page.excerpt("ByHand.positions2D", says: "By hand")
    page.excerpt("Positions2D", says: "In the core")
    page.check(prefix: "positions.")
    page.check(["tokens"])
    page.checkYourself([
      (
        "What is the dot product of two codes that are one place apart in one direction, without a table?",
        "The other direction gives 1 + 1 = 2. This one gives cos ω₀ + cos ω₁ = cos 1 + cos 0.0001 = \(Double.cos(1).shown) + 1. Together \(similarity[0, 1].value.shown)."
      )
    ])
    page.keep(
      "Codes of sines and cosines make a dot product depend on the distance alone, and the next place a rotation."
    )
  }

  /// What the first row of the first map says: how long nearness stays similarity.
  private func farAway(_ row: [Double]) -> String {
    let rises = row.indices.dropFirst().first { row[$0] > row[$0 - 1] }
    let list = row.map(\.shown).joined(separator: ", ")
    let first = "From patch (0, 0) along its row: \(list)."
    guard let rises, let peak = row.indices.dropFirst(rises).max(by: { row[$0] < row[$1] }) else {
      return "\(first) The further, the less."
    }
    return
      "\(first) It falls for \(rises - 1) places and then rises again, to \(row[peak].shown) at \(peak): the fastest wave has turned once after 2π = 6.28 places and is back where it was. The slower waves do not let it come up to the \(row[0].shown) of the patch itself."
  }

  /// The four codes as the tokens get them.
  private var codeGrid: Grid {
    let code = grid("positions.code")
    return Grid(
      name: "positions.code", shape: [4, featureCount],
      scalars: (0..<4).flatMap { code.row($0 / 2) + code.row($0 % 2) })
  }
}
