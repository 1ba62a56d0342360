import ByHand
import Numerics
import Walkthrough

extension Chapter6Story {
  /// The head of block 1 with the highest induction score on the worked sequence.
  private var matching: Int {
    let (score, last) = (grid(HeadPattern.induction.grid), Sizes.copy.layers - 1)
    return (0..<Sizes.copy.heads).max { score[last, $0].value < score[last, $1].value } ?? 0
  }

  private func said(_ place: Int) -> String { "`\(word(Copying.clean[place]))`" }

  func matchPage(_ page: Page) {
    let head = Self.head(1, matching)
    let (query, key) = (Match.query, Match.key)
    page.inventory([
      .input(
        "what block 0's heads saw and carried", "seen.blocks.0.attention.weights",
        "seen.blocks.0.attention.W_v", "seen.blocks.0.attention.heads", from: "induction"),
      .input("block 0's feed-forward layer", "seen.blocks.0.ffn.linear2", from: "induction"),
      .input("the deviations in norm 1 of block 1", "seen.blocks.1.norm1.std", from: "induction"),
      .output("the query and the key, part by part", "match.query.parts", "match.key.parts"),
      .output("what each pair of parts brings to the score", "match.shares"),
      .output(
        "what each place brings, through block 0's heads", "match.from0.shares",
        "match.from1.shares"),
    ])
    page.section("Why")
    page.text(
      "At place \(query) the model reads \(said(query)) for the second time, and \(head) looks at place \(key), \(said(key)), the word that came after \(said(query)) before (\(page.link("induction"))). How can it find it? The key at place \(key) was made from the row of \(said(key)), which is another word. So something must have written \"after \(word(Copying.clean[query]))\" into that row. It can only be block 0."
    )
    rowsSection(page, head)
    scoreSection(page, head)
    sourceSection(page)
    page.section("Every number")
    for (side, place) in [("query", query), ("key", key)] {
      page.foldedTables(
        "The \(side)'s parts, at place \(place)",
        ["heads", "mean", "centered", "normalized", "read", "parts"].map {
          grid("match.\(side).\($0)")
        })
    }
    page.foldedTables(
      "What block 0's heads took from each place",
      (0..<Sizes.copy.heads).flatMap { h in
        ["moved", "written", "mean", "centered", "normalized", "read", "keys", "dots", "shares"]
          .map { grid("match.from\(h).\($0)") }
      })
    page.section("In the core")
    page.excerpt("Chapter6.match", says: "By hand")
    page.check(prefix: "match.")
    page.checkYourself([
      (
        "Why may the row be split before a norm, which is no sum?",
        "A layer norm does two things: it takes the row's own mean away and scales every feature, and both treat a sum term by term. Only the deviation it divides by belongs to the whole row; it's taken from the pass and is the same for all parts."
      )
    ])
    page.keep(
      "A score is a sum over pairs of causes: split it, and you see which part of the query met which part of the key."
    )
  }

  private func rowsSection(_ page: Page, _ head: String) {
    page.section("What the two rows are made of")
    page.text(
      "A row of the residual stream (the sum that runs past all layers) is made of parts: the word's row, the place's row, what each head of block 0 wrote, the heads' biases, and what the feed-forward layer added. Norm 1 of block 1 takes each part's own mean away, divides by the whole row's deviation and scales by γ1ᵇ. Then W_qᵇ (or W_kᵇ) makes \(Match.columns(0).count) numbers of each part for \(head). β1ᵇ and the projection's own bias make a last part that depends on nothing: *constant*. One number of the query, from its word alone, and one of the key, from head 0.0 alone:"
    )
    page.lines([grid("match.query.read")[0, 0], grid("match.query.parts")[0, 0]])
    page.lines([grid("match.key.heads")[0, 0], grid("match.key.parts")[Match.heads.lowerBound, 0]])
  }

  private func scoreSection(_ page: Page, _ head: String) {
    let shares = grid("match.shares")
    let (query, key) = (Match.query, Match.key)
    let score = grid("seen.blocks.1.attention.scaled")
    let n = Match.parts.count
    let columns = (0..<n).map { b in (0..<n).reduce(0) { $0 + shares[$1, b].value } }
    let b = (0..<n).max { columns[$0] < columns[$1] } ?? 0
    let a = (0..<n).max { shares[$0, b].value < shares[$1, b].value } ?? 0
    page.section("The score, pair by pair")
    page.text(
      "A product of two sums is the sum of all products. So the score is \(n) × \(n) numbers, one for each part of the query with each part of the key, divided by √\(Match.columns(0).count). Rows are the query's parts (\(said(query)), place \(query)), columns the key's (\(said(key)), place \(key)):"
    )
    page.heatMap(
      [shares], worked: shares[a, b], rows: Match.parts, columns: Match.parts,
      alt: "What each pair of parts brings to the score")
    page.table(shares)
    var parts = Table(["part of the key", "brings, with the whole query"], left: [0])
    for (part, sum) in zip(Match.parts, columns) { parts.add([part, sum.shown]) }
    page.text("Each column added up, from top to bottom:")
    page.text(parts.markdown)
    page.text("The largest share in the largest column, in full:")
    page.lines([grid("match.dots")[a, b], shares[a, b]])
    let whole = score[matching, query, key].value
    let sum = value("match.sum")
    page.text(
      "All \(n * n) together make \(sum.shown); the pass itself has \(whole.shown) there (`\(score.name)[\(matching),\(query),\(key)]`)\(Swift.abs(whole - sum) < 1e-9 ? ": the same, but for rounding" : ""). \(meets(a, b, columns[b]))"
    )
    var table = Table(["key", "word", "score", "weight"], left: [1])
    let weights = grid("seen.blocks.1.attention.weights")
    for place in 0...query {
      table.add([
        "\(place)", said(place), score[matching, query, place].value.shown,
        weights[matching, query, place].value.shown,
      ])
    }
    page.text("Beside the other keys that the same query meets:")
    page.text(table.markdown)
  }

  private func meets(_ a: Int, _ b: Int, _ sum: Double) -> String {
    let most = "Of the key's parts *\(Match.parts[b])* brings the most, \(sum.shown)"
    let shares = grid("match.shares")
    let n = Match.parts.count
    let largest = shares.values.indices.max { shares.values[$0] < shares.values[$1] } ?? 0
    let single =
      largest % n == b
      ? ""
      : " (The largest single share, \(shares.values[largest].shown), is the query's *\(Match.parts[largest / n])* with the key's *\(Match.parts[largest % n])*; other parts of the query take some of that back.)"
    if a == 0 && Match.heads.contains(b) {
      return
        "\(most), and the largest share of that meets the query's word. In words: \"I am \(word(Copying.clean[Match.query]))\" meets \"\(Match.parts[b]) has told me what stands before me\".\(single)"
    }
    return
      "\(most), and meets above all the query's part *\(Match.parts[a])*.\(single)"
  }

  private func sourceSection(_ page: Page) {
    page.section("Who wrote it, and from where")
    page.text(
      "What a head of block 0 writes into row \(Match.key) is a mean over the places it looks at: the weight of each place times what W_o makes of that place's value. Each of these can be followed to the score, with the whole query:"
    )
    let weights = grid("seen.blocks.0.attention.weights")
    var table = Table(
      ["from place", "word"]
        + (0..<Sizes.copy.heads).flatMap { ["weight, head 0.\($0)", "brings to the score"] },
      left: [1])
    let shares = (0..<Sizes.copy.heads).map { grid("match.from\($0).shares") }
    for place in 0...Match.key {
      table.add(
        ["\(place)", said(place)]
          + (0..<Sizes.copy.heads).flatMap {
            [weights[$0, Match.key, place].value.shown, shares[$0][place].value.shown]
          })
    }
    page.text(table.markdown)
    let best =
      (0..<Sizes.copy.heads).flatMap { h in (0...Match.key).map { (h: h, place: $0) } }
      .max { shares[$0.h][$0.place].value < shares[$1.h][$1.place].value } ?? (h: 0, place: 0)
    page.lines([shares[best.h][best.place]])
    let before = Match.key - 1
    page.text(
      "The most comes from place \(best.place), \(said(best.place)), through head 0.\(best.h): \(shares[best.h][best.place].value.shown). \(best.place == before ? "That is the place just before: the head that looks at the previous word (\(page.link("heads"))) has written \"after \(word(Copying.clean[before]))\" into the row of \(said(Match.key)), and a block later the query of \(said(Match.query)) finds it." : "That is not the place just before.")"
    )
  }
}
