import ByHand
import Core
import Numerics
import Walkthrough

extension Chapter6Story {
  func lensPage(_ page: Page) {
    let (last, stages) = (Copying.clean.count - 1, Sizes.copy.layers + 1)
    page.inventory(
      [
        .input("what goes on after the embedding", "seen.embedding", from: "induction"),
        .input("after block 0", "seen.blocks.0.residual2", from: "induction"),
        .input("after block 1", "seen.blocks.1.residual2", from: "induction"),
        .input(
          "the final norm's `γ`, `β`", "copy.ln_f.weight", "copy.ln_f.bias",
          origin: "trained, two decimals"),
        .input("the output table `U`", "copy.output_proj.weight", origin: "trained, two decimals"),
      ] + (0..<stages).map { .output("what stage \($0) would say", "lens\($0).probabilities") })
    page.section("Why")
    page.text(
      """
      Every block *adds* to what goes on beside it, the residual stream. So the stream has the same shape everywhere, and one can ask at every stage: if the model stopped here, what would it say? Put the stream through the final norm and the output table, as if it were the last. That is the
      *logit lens* (nostalgebraist, "interpreting GPT: the logit lens", 2020). The norm belongs to it: the output table was trained on normalized rows.
      """)
    page.formula(
      #"p^{(s)}_{i} = \mathrm{softmax}\bigl(U \cdot \mathrm{LN}_f(x^{(s)}_i)\bigr), \qquad s = 0 \text{ (embedding)}, 1, \dots"#
    )
    page.section("One place, stage by stage")
    page.text(
      "The last place, `\(word(Copying.clean[last]))`; the right next word is `\(word(Copying.answer))`. Its logit at every stage but the last, where it is the model's own:"
    )
    for n in 0..<stages - 1 { page.entry(grid("lens\(n).output_proj")[last, Copying.answer]) }
    page.lines((0..<stages).map { grid("lens\($0).probabilities")[last, Copying.answer] })
    page.section("All places")
    page.text(
      "The probability of the right next word at each place. In the table after the picture, places whose next word can be known are bold."
    )
    let right = (0..<stages).map { n in
      Copying.clean.indices.map { grid("lens\(n).probabilities")[$0, next(after: $0)].value }
    }
    page.heatMap(
      [("probability of the right next word", right.flatMap { $0 })],
      rows: (0..<stages).map { "after \(stage($0))" }, columns: labels(Copying.clean),
      alt: "The right word's probability at three stages and ten places")
    page.text(likeliest)
    page.section("Where the answer settles")
    page.excerpt("Chapter6.settles", says: "The rule")
    page.text(settled)
    page.text(manySequences(page))
    for n in 0..<stages {
      page.foldedTables(
        "All numbers of stage \(n), after \(stage(n))",
        (n == stages - 1 ? [] : ["lens\(n).ln_f", "lens\(n).output_proj"].map(grid))
          + [grid("lens\(n).probabilities")])
    }
    page.everyEntryInNumbers(
      of: (0..<stages - 1).flatMap { n in
        [
          "ln_f.mean", "ln_f.centered", "ln_f.variance", "ln_f.std", "ln_f.normalized", "ln_f",
          "output_proj",
        ]
        .map { lastRow(of: grid("lens\(n).\($0)")) }
      } + (0..<stages).map { lastRow(of: grid("lens\($0).probabilities")) })
    page.text(
      "(Entries are worked for the last place; those of the other places stand in `trace.tsv`.)")
    page.section("In the core")
    page.excerpt("Chapter6.lens", says: "By hand")
    page.excerpt("Lens", says: "In the core")
    page.check(
      (0..<stages).map { "lens\($0).probabilities" }
        + (0..<stages - 1).map { "lens\($0).output_proj" })
    page.inRealSystems(
      """
      In large models the lens shows answers that settle many layers before the end, and streams of early layers that it reads as nonsense: nothing trains them to be readable by the last table. The *tuned lens* (Belrose et al., 2023) learns a small translation for each layer first.
      """)
    page.checkYourself([
      (
        "The lens reads the embedding of one word only, with its place. Can it be right there more often than by chance?",
        "Only by using what holds for all sequences: which words are rare or likely at a place. What came before, the embedding does not know. Over \(Interpretability.sequences) sequences it is right at \((100 * looked.right[0]).fixed(1)) % of the places."
      )
    ])
    page.keep(
      "The residual stream can be read at every layer; when an answer settles is a measurement.")
  }

  func lastRow(of grid: Grid) -> Grid {
    let row = grid.row(grid.shape[0] - 1)
    return Grid(name: grid.name, shape: [row.count], scalars: row)
  }

  /// The likeliest next word at each place (by stage, then place).
  private var said: [[Int]] {
    (0...Sizes.copy.layers).map { n in
      let p = grid("lens\(n).probabilities")
      return Copying.clean.indices.map { i in
        let row = p.row(i).map(\.value)
        return row.indices.max { row[$0] < row[$1] } ?? 0
      }
    }
  }

  private var likeliest: String {
    var table = Table(
      ["place", "word", "next"] + (0...Sizes.copy.layers).map { "after \(stage($0))" },
      left: Set(1...Sizes.copy.layers + 3))
    for i in Copying.clean.indices {
      let mark = knownPlaces.contains(i) ? "**" : ""
      table.add(
        ["\(mark)\(i)\(mark)", "`\(word(Copying.clean[i]))`", "`\(word(next(after: i)))`"]
          + said.map { row in
            "`\(word(row[i]))`\(row[i] == next(after: i) ? " ✓" : "")"
          })
    }
    return "What each stage would say:\n\n\(table.markdown)"
  }

  // excerpt Chapter6.settles
  /// The first stage from which on every stage says the right word; nil if the last one does not.
  static func settles(_ said: [Int], on right: Int) -> Int? {
    let wrong = said.lastIndex { $0 != right } ?? -1
    return wrong + 1 < said.count ? wrong + 1 : nil
  }
  // end excerpt

  private var settled: String {
    let places = knownPlaces.map { i in
      let stage = Self.settles(said.map { $0[i] }, on: next(after: i))
      let words = stage.map { "after \(self.stage($0))" } ?? "never"
      return "at place \(i) (`\(word(next(after: i)))`) \(words)"
    }
    return "The answer settles \(places.joined(separator: ", "))."
  }

  private func manySequences(_ page: Page) -> String {
    var table = Table(["stage", "probability of the right word", "likeliest is right"], left: [0])
    for (n, measured) in looked.lens.enumerated() {
      table.add(["after \(stage(n))", measured.shown, "\((100 * looked.right[n]).fixed(1)) %"])
    }
    let steps = zip(looked.lens, looked.lens.dropFirst()).map { $1.mean - $0.mean }
    let most = steps.indices.max { steps[$0] < steps[$1] } ?? 0
    let all = (looked.lens.last?.mean ?? 0) - looked.lens[0].mean
    return
      "Over \(Interpretability.sequences) sequences, at the places whose next word can be known:\n\n\(table.markdown)\n\nOf the whole rise, block \(most) brings the largest part: \(steps[most].fixed(3)) of \(all.fixed(3)). \(otherStarts(page))"
  }

  /// What the lens shows of models from other starts.
  private func otherStarts(_ page: Page) -> String {
    let shares = CopyTrial.lens.map { results.copying.measured($0, of: CopyRow.book).percent }
    return
      "Models from \(Comparisons.copying.starts) other starts (\(page.link("emergence"))) are right in \(shares[0]) of the places at the embedding, \(shares[1]) after block 0, and \(shares[2]) at the end."
  }
}
