import ChapterKit
import Numerics
import Walkthrough

extension Chapter3Story {
  func backTable(_ page: Page) {
    let (table, condition) = (grid("class_embed.embed.weight"), grid("condition"))
    page.inventory([
      .input(
        "`∂L/∂mod1`, `∂L/∂mod2`", "grad.blocks.0.norm1.proj", "grad.blocks.0.norm2.proj",
        origin: page.link("back-model")),
      .output("`∂L/∂c`", "grad.condition"),
      .output("`∂L/∂table`", "grad.class_embed.embed.weight"),
    ])
    page.section("Why")
    page.text(
      "The condition was read by both norms. Its gradient goes to the time and, unchanged, to the row that was looked up: to that row and to no other."
    )
    page.section("The condition")
    page.gradientEntry(condition[0, 3])
    page.table(gradient("condition"))
    page.everyGradientInNumbers(of: [condition])
    page.section("The table")
    page.gradientEntry(table[labels[0], 3])
    page.heatMap(
      [gradient("class_embed.embed.weight")], rows: Self.classNames,
      alt: "The gradient of the table: two rows have one, three have none")
    page.table(gradient("class_embed.embed.weight"))
    let learning = Set(labels)
    let empty = (0..<table.shape[0]).filter { k in
      gradient("class_embed.embed.weight").row(k).allSatisfy { $0.value == 0 }
    }
    page.text(
      """
      Rows \(learning.sorted().map { "\($0) (\(Self.classNames[$0]))" }.joined(separator: " and ")) were looked up and learn. Rows
      \(empty.map { "\($0) (\(Self.classNames[$0]))" }.joined(separator: ", ")) were not: their gradient is not small, it is exactly 0, the sum of no terms at all. AdamW
      only shrinks them a little, by decay. The null row learns as any other, from the pictures whose labels were dropped.
      """)
    page.everyGradient(of: table)
    page.section("In the core")
    page.excerpt("ClassEmbedding", says: "The gradient is added to the row that was looked up")
    page.check(["grad.condition", "grad.class_embed.embed.weight"])
    page.checkYourself([
      (
        "In a batch of 32 with labels dropped one time in ten, how many pictures teach the null row on average?",
        "About three."
      )
    ])
    page.keep("A row learns when it is looked up, and only then.")
  }
}
