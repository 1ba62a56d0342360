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
        .output("`words_read`, what the patches will read", "\(block).residual2")
      ])
    page.section("Why")
    let pair = WorkedExample.swapped
    page.text(
      """
      *\(pair[0])* and *\(pair[1])*: both sentences use the same words, so only their order says which colour goes where. The row of `hat` knows its word and its place,
      and both are the same in the two sentences. Something has to tell the hat which colour came before it. One block of [chapter 0](chapter0/attention)'s kind does that:
      each word looks at itself and at the words before it.
      """)
    page.foldedParameters("text_proj", block)
    page.section("1. Rows for the painter: `e`")
    page.text(
      "The table and the places are frozen. So a matrix comes first, which the painter can train: it makes of each word's row one with as many numbers as a patch has features."
    )
    page.linear("text_proj", of: "text.embedding", worked: [0, 3, 2], isLong: true)
    page.section("2. Attention: which word looks back at which")
    let weights = grid("\(block).attn.weights")
    let places = labels(example.ids)
    let last = places.count - 2
    page.text(
      "In head 1, how much attention does `\(places[last])`, at place \(last), pay to `\(places[last - 1])` right before it?"
    )
    page.lines(
      ["scores", "scaled", "weights"].map { grid("\(block).attn.\($0)")[0, 1, last, last - 1] })
    page.text(
      "All of it, for both heads: a row for each word that looks, a column for each word that it looks at:"
    )
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
    page.text("Layer by layer: the result as a table, and every entry folded below it.")
    page.pass("", layers(Self.parts(of: block), of: ""))
    page.section("4. The two sentences")
    let (before, after) = (grid("swap.text_proj"), grid("swap.\(block).residual2"))
    let words = labels(WorkedExample.swappedIds[0])
    func distance(_ grid: Grid, _ p: Int) -> Double {
      zip(grid.row(0, p), grid.row(1, p)).reduce(0.0) {
        $0 + ($1.0.value - $1.1.value) * ($1.0.value - $1.1.value)
      }.squareRoot()
    }
    page.text(
      "Both sentences go through the same block, up to `hat` (what comes after it can't change its row). For each place, how far apart are the rows of the two sentences, before the block and after it? (The distance is the root of the sum of the \(featureCount) squared differences.)"
    )
    var table = Table(
      ["place", "first", "second", "apart in `e`", "apart in `words_read`"], left: [1, 2])
    let second = labels(WorkedExample.swappedIds[1])
    for (p, word) in words.enumerated() {
      table.add([
        "\(p)", "`\(word)`", "`\(second[p])`", distance(before, p).shown, distance(after, p).shown,
      ])
    }
    page.text(table.markdown)
    let hat = words.count - 1
    page.text(
      "`hat` is at place \(hat) in both, and its rows in `e` are the same, to the last bit. In `words_read` they are \(distance(after, hat).shown) apart: now the row of `hat` depends on the words before it. What it says about them is up to training. The rows of [BOS] and `a` stay equal, since no word before them differs."
    )
    page.foldedTables("`e_both` and `read_both`: the rows of both sentences", [before, after])
    page.section("By hand and in the core")
    page.excerpt("ByHand.reader", says: "By hand")
    page.excerpt("TextDiT.read", says: "In the core")
    page.check(
      layers(["text_proj", block]).flatMap(\.grids)
        + ["swap.text_proj", "swap.\(block).residual2"])
    page.checkYourself([
      (
        "Which rows of `words_read` would change if the caption's last word were another one?",
        "Its own row and those after it: [EOS] and the padding. No word looks ahead."
      )
    ])
    page.keep(
      "Before the block, a word's row says which word stands there; after it, also which words came before."
    )
  }
}
