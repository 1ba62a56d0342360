import ChapterKit
import Numerics
import Walkthrough

extension Chapter3Story {
  func modulation(_ page: Page) {
    let (time, row, sum) = (grid("parts.time"), grid("parts.class"), grid("parts.sum"))
    page.section("Why")
    page.text(
      """
      The norms turn `c` into scales and shifts with a linear layer
      ([chapter 2](chapter2/ada-ln)). A linear layer of a sum is the sum of the layers' results, so time and class
      can be told apart in what they do:
      """)
    page.formula(
      #"\mathrm{mod1} = \mathrm{Wm1}\,(\mathrm{time} + \mathrm{row}) + \mathrm{bm1} = (\mathrm{Wm1}\,\mathrm{time} + \mathrm{bm1}) + \mathrm{Wm1}\,\mathrm{row}"#
    )
    page.section("One scale, in full")
    page.text("For the first picture, scale 3. The time's part:")
    page.entry(time[3])
    page.text("The class's part:")
    page.entry(row[3])
    page.text("Their sum, and the same number as the model computes it, in one go:")
    page.lines([sum[3]])
    page.entry(grid("blocks.0.norm1.proj")[0, 3])
    let gap =
      zip(sum.values, grid("blocks.0.norm1.proj").row(0).map(\.value))
      .map { ($0 - $1).magnitude }.max() ?? 0
    page.text(
      "Over all \(sum.count) scales and shifts the two ways differ by at most \(gap.shown), which is rounding: the additions come in another order."
    )
    page.section("All of it")
    page.heatMap(
      [time, row, sum], titles: ["from the time", "from the class", "together"], sharesScale: true,
      alt: "Scales and shifts as the part of the time, the part of the class, and their sum")
    page.table(time)
    page.table(row)
    page.everyEntry(of: time, row, sum)
    page.check(prefix: "parts.")
    page.checkYourself([
      (
        "Can a class do one thing early and another late?",
        "Not in its part of a scale: that is the same at all times. But what the scaled features do later is bent (softmax, GELU), and there time and class work together."
      )
    ])
    page.keep(
      "Added before a linear layer, added behind it: the class turns its own knobs, whatever the time."
    )
  }
}
