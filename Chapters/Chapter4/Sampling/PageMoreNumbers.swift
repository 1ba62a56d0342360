import ChapterKit
import Walkthrough

extension Chapter4Story {
  func moreNumbers(_ page: Page, _ n: Int) {
    page.section("The rest of the pass")
    page.pass("step\(n).", layers(Self.after))
    page.check(Self.after.flatMap { layers([$0])[0].grids.map { "step\(n).\($0)" } })
    page.checkYourself([
      (
        "How many numbers does the last projection make for both entries together?",
        "\(grid("step\(n).final_proj").count): 2 × 4 patches × 12."
      )
    ])
    page.keep("And from here the blend takes over.")
  }
}
