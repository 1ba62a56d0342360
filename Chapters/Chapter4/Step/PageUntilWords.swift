import ChapterKit
import Walkthrough

extension Chapter4Story {
  func untilWords(_ page: Page) {
    page.inventory([
      .input("`x_t` and `t`, a picture on its way and its time", "x_t", "t", from: "words"),
      .input("the parameters: the column θ", from: "adamw"),
      .output("`z1`, the patches after looking at each other", "blocks.0.residual1"),
    ])
    page.section("What you know already")
    page.text(
      """
      Up to the words, the painter is chapter 2's transformer: [patches](chapter2/patches), [positions](chapter2/positions), [the time](chapter2/time), the first [adaptive norm](chapter2/ada-ln), and the [attention](chapter2/attention) of patches to patches. There are three
      colours instead of one, and a patch is a single pixel, so it has 3 numbers. (With patches of 2×2, 12 numbers have to pass through \(featureCount) features, and such a small painter didn't get rid of its noise: \(page.link("training")).) Here is one entry of the embedding in full, and then every number, layer by layer:
      """)
    page.entry(grid("patch_embed.proj")[0, 3, 0, 1])
    page.pass("", layers(Self.before.filter { $0 != Self.selfAttention }))
    page.subsection("The attention of patches to patches")
    page.text(
      "Between the norm and `z1`, each patch looks at all 16. The result is `mixed`. \(page.sentence(page.link("numbers-self"))) has all \(layers([Self.selfAttention]).flatMap(\.grids).reduce(0) { $0 + grid($1).count }.grouped) numbers of it."
    )
    page.table(grid("\(Self.selfAttention).out_proj"))
    page.section("In the core")
    page.check(layers(Self.before).flatMap(\.grids).filter { !$0.hasPrefix(Self.selfAttention) })
    page.checkYourself([
      (
        "How many products are in one number of the patch embedding, here and in chapter 2?",
        "3, one for each colour. In chapter 2 it had 4, one for each pixel."
      )
    ])
    page.keep("So far, no patch has read a word.")
  }

  /// A page of the appendix: the attention of patches to patches.
  func selfAttentionNumbers(_ page: Page) {
    page.wholePass(
      "", layers([Self.selfAttention]), of: "until", explained: ("words", "rest"))
  }
}
