import ByHand
import ChapterKit
import Dataset
import Numerics
import Walkthrough

extension Chapter4Story {
  func readerPage(_ page: Page) {
    let block = "readers.0"
    page.inventory(
      [
        .input("`words`", "text.embedding", from: "words"),
        .parameters("`Wt`, `bt`", "text_proj"),
      ] + blockRows(block) + [
        .output("`z`, what the patches will read", "\(block).residual2")
      ])
    page.section("Why")
    let pair = WorkedExample.swapped
    page.text(
      """
      *\(pair[0])*; *\(pair[1])*. Both sentences consist of the same words, so which colour goes where depends on their order alone. The row of `hat` knows the word and its place,
      and both are the same in the two sentences. Somebody has to tell the hat which colour stood before it. That is done by one block of [chapter 0](chapter0/attention)'s kind, in which
      each word looks at itself and at the words before it.
      """)
    page.section("1. As long as a patch: `e`")
    page.linear("text_proj", of: "text.embedding", worked: [0, 3, 2], isLong: true)
    page.section("2. Attention: which word looks back at which")
    let weights = grid("\(block).attn.weights")
    let places = labels(example.ids)
    let last = places.count - 2
    page.text(
      "How much does head 1 take at `\(places[last])`, place \(last), from `\(places[last - 1])` before it?"
    )
    page.lines(
      ["scores", "scaled", "weights"].map { grid("\(block).attn.\($0)")[0, 1, last, last - 1] })
    page.heatMap(
      (0..<2).map { head in
        (
          title: "head \(head)",
          values: places.indices.flatMap { q in places.indices.map { weights[0, head, q, $0].value }
          }
        )
      }, rows: places, columns: places,
      alt: "Attention among the caption's words: nothing above the diagonal")
    page.section("3. The whole block")
    page.pass("", layers(Self.parts(of: block), of: ""))
    page.foldedParameters("text_proj", block)
    page.section("4. The two sentences")
    let (before, after) = (grid("swap.text_proj"), grid("swap.\(block).residual2"))
    let words = labels(WorkedExample.swappedIds[0])
    func distance(_ grid: Grid, _ p: Int) -> Double {
      zip(grid.row(0, p), grid.row(1, p)).reduce(0.0) {
        $0 + ($1.0.value - $1.1.value) * ($1.0.value - $1.1.value)
      }.squareRoot()
    }
    page.text(
      "The same is done for both sentences, up to `hat` (what comes after it cannot change its row). How far apart are the rows of the same place in the two, before the block and after it? (The root of the sum of the \(featureCount) squared differences.)"
    )
    var table = Table(
      ["place", "first", "second", "`e`", "`z`"], left: [1, 2])
    let second = labels(WorkedExample.swappedIds[1])
    for (p, word) in words.enumerated() {
      table.add([
        "\(p)", "`\(word)`", "`\(second[p])`", distance(before, p).shown, distance(after, p).shown,
      ])
    }
    page.text(table.markdown)
    let hat = words.count - 1
    page.text(
      "`hat` stands at place \(hat) of both, and its rows in `e` are the same, to the last bit. In `z` they are \(distance(after, hat).shown) apart: now the row of `hat` depends on the words before it. What it says of them is for training to find out. The rows of [BOS] and `a` stay equal, since no word before them differs."
    )
    page.foldedTables("`e_both` and `z_both`: the rows of both sentences", [before, after])
    page.section("By hand and in the core")
    page.excerpt("ByHand.reader", says: "By hand")
    page.excerpt("TextDiT.read", says: "In the core")
    page.check(
      layers(["text_proj", block]).flatMap(\.grids)
        + ["swap.text_proj", "swap.\(block).residual2"])
    page.checkYourself([
      (
        "Which rows of `z` would change if the caption's last word were another?",
        "Its own and those after it: [EOS] and the padding. No word looks ahead."
      )
    ])
    page.keep(
      "A word's row says which word stands there; after the block, also which stood before it.")
  }
}
