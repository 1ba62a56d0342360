import ChapterKit
import Numerics
import Walkthrough

extension Chapter3Story {
  func table(_ page: Page) {
    let condition = grid("condition")
    page.inventory([
      .input("`labels`", "labels", from: "classes"),
      .input("`time`, the times as features", "time_embed.mlp.2", from: "forward"),
      .parameters("`table`", "class_embed.embed"),
      .output("`c`, the condition", "condition"),
    ])
    page.section("Why")
    page.text(
      """
      A class is a word without meaning to a network: class 2 is not twice class 1. So, as [chapter 0](chapter0/embeddings) does for words, each class gets a row of
      \(featureCount) numbers that are learned: the *class embedding*. One more row, the last, stands for *no class*; it is called the
      null row. The row is simply added to the features of the time
      ([chapter 2](chapter2/time)), and the sum, `c`, is what all norms are given.
      """)
    page.section("The table")
    page.heatMap(
      [grid("class_embed.embed.weight")], rows: Self.classNames,
      alt: "The table of classes before training: five rows of eight numbers")
    page.table(grid("class_embed.embed.weight"))
    page.section("The condition")
    page.formula(
      #"c_{n,i} = \mathrm{time}_{n,i} + \mathrm{table}_{y_n,\,i} \qquad y = (\#(labels[0]),\ \#(labels[1]))"#
    )
    page.lines([condition[0, 3], condition[1, 3]])
    page.text(
      "$`y_n`$ is the label of entry n. Looking a row up is no arithmetic: the number keeps its name."
    )
    page.heatMap(
      [grid("time_embed.mlp.2"), condition], sharesScale: true,
      alt: "The times' features, and the same with the rows of the labels added")
    page.table(condition)
    page.everyEntry(of: condition)
    page.section("By hand and in the core")
    page.excerpt("ByHand.dit", says: "By hand")
    page.excerpt("ClassEmbedding", says: "In the core")
    page.check(["condition"])
    page.checkYourself([
      (
        "What would `c` be for the first entry at the same time without a class?",
        "The same time's features plus the null row: its feature 3 would be \(grid("time_embed.mlp.2")[0, 3].value.shown) + \(grid("class_embed.embed.weight")[WorkedExample.none, 3].value.shownAsTerm) = \((grid("time_embed.mlp.2")[0, 3].value + grid("class_embed.embed.weight")[WorkedExample.none, 3].value).shown)."
      )
    ])
    page.keep("A class is a row that is added to the time; *no class* is a row as well.")
  }
}
