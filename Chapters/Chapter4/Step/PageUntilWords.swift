import ChapterKit
import Walkthrough

extension Chapter4Story {
  func untilWords(_ page: Page) {
    page.inventory([
      .input("`x_t` and `t`, a picture on its way and its time", "x_t", "t", from: "words"),
      .input("the parameters: the column θ", from: "adamw"),
      .output("`z1`, the patches after looking at each other", "blocks.0.residual1"),
    ])
    page.section("What is known already")
    page.text(
      """
      Patches, positions, the time, the first adaptive norm and the attention of patches to patches are chapter 2's ([patches](chapter2/patches), [positions](chapter2/positions), [time](chapter2/time), [norm](chapter2/ada-ln), [attention](chapter2/attention)), with three
      colours in place of one: a patch has 12 numbers, and each kernel reads all of them. One entry of the embedding in full, then every number:
      """)
    page.entry(grid("patch_embed.proj")[0, 3, 0, 1])
    page.pass("", layers(Self.before))
    page.section("In the core")
    page.check(layers(Self.before).flatMap(\.grids))
    page.checkYourself([
      (
        "How many products has a number of the patch embedding here, and in chapter 2?",
        "12: three colours of 2×2 pixels. In chapter 2 it had 4."
      )
    ])
    page.keep("So far nobody has read a word.")
  }
}
