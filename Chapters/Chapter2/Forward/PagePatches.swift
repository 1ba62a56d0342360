import ByHand
import ChapterKit
import Numerics
import Walkthrough

extension Chapter2Story {
  func patches(_ page: Page) {
    let (h, x) = (grid("patch_embed.proj"), grid("x_t"))
    page.inventory([
      .input("`x_t`, the noisy picture", "x_t", from: "model"),
      .parameters("`Wp`, `bp`", "patch_embed.proj"),
      .output("`h`, \(featureCount) features for each of 4 patches", "patch_embed.proj"),
    ])
    page.section("Why")
    page.text(
      """
      Attention compares every token with every other. If each pixel were a token, a picture of 256×256 would have 65,536
      of them, and more than 4.2 billion pairs. So neighbouring pixels are taken together: our 4×4 picture becomes four
      *patches* of 2×2 pixels, and each patch becomes one token. The patches are counted like words on a page, from the left to
      the right, then down.
      """)
    page.section("Which pixel goes where")
    page.text("`patch.place`: the number of the patch, and the pixel's place in it.")
    var table = Table(["row \\ column"] + (0..<4).map { "\($0)" }, left: [0])
    for r in 0..<4 {
      table.add(
        ["**\(r)**"] + (0..<4).map { q in "\(r / 2 * 2 + q / 2).\(r % 2 * 2 + q % 2)" })
    }
    page.text(table.markdown)
    let rows = (0..<4).map { patch in
      [(0, 0), (0, 1), (1, 0), (1, 1)].map { i, j in
        x[0, 2 * (patch / 2) + i, 2 * (patch % 2) + j]
      }
    }
    page.heatMap(
      [
        x,
        Grid(name: "x_t", shape: [4, 4], scalars: rows.flatMap { $0 }),
      ], titles: ["x_t, the picture", "its patches as rows"], sharesScale: true,
      alt: "The noisy picture, and the same sixteen numbers with one row for each patch")
    page.section("A convolution …")
    page.text(
      """
      Each token starts as \(featureCount) weighted sums of its patch's four pixels. As a convolution: a 2×2 kernel for each feature,
      laid on the picture in steps of 2 (its *stride*), so that the windows never overlap.
      """)
    page.formula(
      #"h_{o,r,q} = \sum_{i=0}^{1}\sum_{j=0}^{1} \mathrm{x\_t}_{0,\,2r+i,\,2q+j}\; \mathrm{Wp}_{o,0,i,j} + \mathrm{bp}_o"#
    )
    page.entry(h[3, 0, 1])
    page.everyEntry(of: h)
    page.section("… and a linear layer")
    page.text(
      """
      The windows do not overlap, so the same sums are a *linear layer* that is applied to each patch's row by itself, with
      the kernels written as rows, $`\\mathrm{Wp}_{o,\\,2i+j}`$:
      """)
    page.entry(grid("as_linear")[1, 3])
    let same = zip(
      (0..<4).flatMap { p in (0..<featureCount).map { h[$0, p / 2, p % 2].value } },
      grid("as_linear").values
    ).allSatisfy { $0 == $1 }
    page.text(
      same
        ? "Patch 1 is row 0, column 1 of the convolution's result: the same number. All \(h.count) are equal to the last bit; here they are, one row per patch."
        : "The two differ in their last bits.")
    page.table(grid("as_linear"))
    page.everyEntry(of: grid("as_linear"))
    page.foldedParameters("patch_embed.proj")
    page.section("How large should a patch be?")
    page.text(
      "Smaller patches mean more tokens, and each pair of tokens is compared by each head. The same model with other patches, trained alike (how: [below](#how-it-was-measured)):"
    )
    let edges = [(2, ShapesModel.dit), (1, .patch1), (4, .patch4)].map { edge, kind in
      (name: "\(edge)×\(edge)", row: ShapesRow(kind: kind))
    }
    compare(page, edges, "patch", heads: ["tokens", "pairs", "parameters"]) { kind in
      let tokens = kind.sizes.grid * kind.sizes.grid
      return ["\(tokens)", "\(tokens * tokens)", kind.parameters.grouped]
    }
    page.text(patchVerdict)
    page.subsection("How it was measured")
    page.text(
      "Each model was trained by the recipe of \(page.link("training")); nothing but the patch differs."
    )
    page.inRealSystems(
      """
      The Vision Transformer (ViT: Dosovitskiy et al., 2020) cuts 224×224 pixels into patches of 16×16, which makes 196 tokens. Picture generators cut a compressed picture ([its *latents*](chapter5/system)) into patches of 2×2: the
      diffusion transformer (DiT: Peebles, Xie, 2022) a grid of 32×32 into 256 tokens, Stable Diffusion 3 and FLUX.1 one of 128×128 into 4,096 tokens for a picture of 1024×1024 pixels. There each latent pixel has 16 channels, so a token starts from 2·2·16 = 64 numbers.
      Halving the patch's edge makes four times as many tokens, and sixteen times as many pairs.
      """)
    page.section("By hand and in the core")
    page.excerpt("ByHand.tokens", says: "By hand: the tokens, with what the next page adds to them")
    page.excerpt("Patches", says: "In the core, rows and pictures")
    page.check(["patch_embed.proj", "as_linear"])
    page.checkYourself([
      (
        "Which pixels of `x_t` does `h[5,1,0]` read?",
        "Row 1, column 0 of the patches is the bottom left one: rows 2 and 3, columns 0 and 1."
      ),
      (
        "How many tokens does a picture of 32×32 have with patches of 2×2, and how many pairs?",
        "16·16 = 256 tokens, and 256·256 = 65,536 pairs."
      ),
    ])
    page.keep(
      "A patch embedding is a convolution whose windows do not overlap, which is a linear layer on patches."
    )
  }

  /// What the three patch sizes show.
  private var patchVerdict: String {
    let (one, two, four) = (
      ShapesRow(kind: .patch1), ShapesRow(kind: .dit), ShapesRow(kind: .patch4)
    )
    return
      "One patch of 4×4 is, against four of 2×2, \(verdict(four, against: two)). It makes a single token, so attention has nothing to compare, and all 16 velocities are linear in \(featureCount) features. Sixteen patches of one pixel are, against the same four, \(verdict(one, against: two)). (All have one block and \(featureCount) features; what more would do is not tried here.)"
  }
}
