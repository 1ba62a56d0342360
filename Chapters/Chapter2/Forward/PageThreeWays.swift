import ByHand
import ChapterKit
import Numerics
import Walkthrough

extension Chapter2Story {
  func threeWays(_ page: Page) {
    page.inventory([
      .input("the first row of `z0`", "tokens", from: "positions"),
      .input("`c`, the condition", "time_embed.mlp.2", from: "time"),
      .output(
        "the row, with the time put in in two other ways", "ways.added_norm.normalized",
        "ways.joined_norm.normalized"),
    ])
    page.section("Why")
    page.text(
      """
      adaLN is not the only way to tell patches the time. The condition could simply be *added* to every token, as
      positions are; or written behind it (*concatenated*), with a linear layer to mix the two. Here are all three, for one
      patch.
      """)
    page.section("1. Added")
    page.formula(#"\mathrm{added}_j = \mathrm{z0}_{0,j} + c_j"#)
    page.lines(grid("ways.added").scalars)
    page.text("Then a plain norm, as each block has one:")
    page.lines([
      grid("ways.added_norm.mean").scalars[0], grid("ways.added_norm.std").scalars[0],
      grid("ways.added_norm.normalized")[3],
    ])
    page.section("2. Concatenated")
    page.formula(
      #"\mathrm{join}_j = \sum_{m=0}^{\#(featureCount - 1)} \mathrm{z0}_{0,m}\, W_{j,m} + \sum_{m=0}^{\#(featureCount - 1)} c_m\, W_{j,\#(featureCount)+m} + b_j"#
    )
    page.text("(This layer is no part of the worked model; its weights are drawn for this page.)")
    page.entry(grid("ways.join")[3])
    page.foldedTables("Its weights", [grid("ways.join.weight"), grid("ways.join.bias")])
    page.section("3. adaLN")
    page.lines([grid("blocks.0.norm1.gain")[3], grid("blocks.0.norm1")[0, 3]])
    page.text("From \(page.link("ada-ln")).")
    page.section("The three rows")
    var table = Table(["feature"] + (0..<featureCount).map { "\($0)" }, left: [0])
    let plain = grid("blocks.0.norm1.normalized").row(0).map { $0.value.shown }
    table.add(["without the time, normalized"] + plain)
    table.add(["added, normalized"] + grid("ways.added_norm.normalized").values.map(\.shown))
    table.add(
      ["concatenated, normalized"] + grid("ways.joined_norm.normalized").values.map(\.shown))
    table.add(["adaLN"] + grid("blocks.0.norm1").row(0).map { $0.value.shown })
    page.text(table.markdown)
    page.text(
      "Added once at the start, the time is one more pattern in the row, which every later layer must find and keep. adaLN repeats it before attention and before the MLP of every block, as a product: it can *switch*."
    )
    page.section("Which is best?")
    page.text(
      "Trained alike (\(page.link("training"))); models that add or concatenate have plain norms with a scale and a shift of their own:"
    )
    let ways: [(name: String, row: ShapesRow)] = [
      ("in the norms: adaLN", ShapesRow(kind: .dit)), ("added", ShapesRow(kind: .added)),
      ("concatenated", ShapesRow(kind: .concatenated)),
    ]
    compare(page, ways, "the time is", heads: ["parameters"]) { [$0.parameters.grouped] }
    page.text(
      """
      Against adaLN, adding is \(verdict(ways[1].row, against: ways[0].row)); concatenating is \(verdict(ways[2].row, against: ways[0].row)). adaLN also has more
      parameters, so this table alone does not prove that it is the better idea. The DiT's paper compares ways on large models, and adaLN with a gate came out best
      (Peebles and Xie, 2022, figure 5).
      """)
    page.check(prefix: "ways.")
    page.checkYourself([
      (
        "Without any condition at all, what would the model have to do?",
        "Guess the time from the picture: how noisy it looks. [Chapter 1](chapter1/best-answer) shows that the best answer depends on it."
      )
    ])
    page.keep("Adding whispers the time once; adaLN turns the knobs before attention and MLP.")
  }
}
