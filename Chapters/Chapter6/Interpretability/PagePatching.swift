import ByHand
import Core
import Numerics
import Walkthrough

extension Chapter6Story {
  func patchingPage(_ page: Page) {
    let lead = grid("recovery.lead")
    page.inventory([
      .input("the clean sequence: \(words(Copying.clean))", "seen.tokens", from: "induction"),
      .input("the corrupted one: \(words(Copying.corrupt))", "corrupt.tokens", origin: "chosen"),
      .output("how far the right answer is ahead, in three runs", "recovery.lead"),
      .output("the share that is brought back", "recovery.share"),
    ])
    page.section("Why")
    page.text(
      """
      Attention weights show where a head looks; the lens shows what could be read. Neither shows what is *used*. To find causes one must intervene: run the model on a clean sequence and on a corrupted one, take one row of the clean run's residual stream, put it into the corrupted run at the same place, let that run go on
      to its end, and see whether the right answer comes back. That is *activation patching* (Meng et al., "Locating and Editing Factual Associations in GPT", 2022).
      """)
    setupSection(page)
    page.section("One patch, by hand")
    page.text(
      "We run the corrupted sequence once more. After \(stage(Copying.patch.stage)) we swap row \(Copying.patch.place), that of `\(word(Copying.corrupt[Copying.patch.place]))`, the word after the corrupted one, for the row of the clean run. The word there is the same in both; only what block 0 has brought there from elsewhere differs:"
    )
    let stream =
      Copying.patch.stage == 0 ? "embedding" : "blocks.\(Copying.patch.stage - 1).residual2"
    rowsTable(page, stream)
    page.text("Everything after that is computed anew, and gives other logits at the last place:")
    logitsTable(page)
    page.lines(
      lead.scalars
        + ["recovery.gained", "recovery.whole", "recovery.share"].map { grid($0).scalars[0] })
    page.text(
      "So this one row of \(Sizes.copy.features) numbers brings back \((100 * value("recovery.share")).fixed(1)) % of what the corruption took\(value("recovery.share") > 1 ? ": a little more than all, because the other rows that differ happen to favour this answer" : "")."
    )
    page.section("Every stage and place")
    page.text(
      """
      The core does the same for each stage and each place. 0: as wrong as without a patch. 1: as right as the clean run. Less than 0: even more wrong. In the first map the word *before* the answer was replaced, as above; in the second the answer's own (\(words(Copying.otherCorrupt))).
      """)
    for (title, patching) in [
      ("the word before", looked.before), ("the answer itself", looked.itself),
    ] {
      page.heatMap(
        [(title, patching.recoveries.flatMap { $0 })],
        rows: (0...Sizes.copy.layers).map { "after \(stage($0))" },
        columns: labels(Copying.clean),
        alt: "The recovery for each stage and place; replaced: \(title)")
      page.text(strongest(patching))
    }
    page.text(reading)
    page.section("In the core")
    page.excerpt("Chapter6.patching", says: "By hand")
    page.excerpt("Seen", says: "A run with a patch, in the core")
    page.excerpt("Patching", says: "All patches")
    page.check(["recovery.lead", "recovery.share", "patched.output_proj", "corrupt.output_proj"])
    page.checkYourself([
      (
        "Why is the recovery after the embedding exactly 1 at the corrupted place, and exactly 0 at all others?",
        "A row of the embedding knows its own word and place only. At the corrupted place the clean row undoes the corruption; everywhere else both runs have the same row, and nothing changes."
      ),
      (
        "And why exactly 1 after the last block at the last place?",
        "After the last block no place sees another any more. The logits there come from that row alone, and it is the clean run's."
      ),
    ])
    page.inRealSystems(
      """
      A patch can be a row, a head's output, or a single attention weight; in large models one goes on until a small *circuit* is left that does the task alone. What one finds depends on the corruption chosen and on the measure: another wrong word would give other shares.
      """)
    page.keep("To know what a number is for, change it, and see what changes.")
  }

  private func setupSection(_ page: Page) {
    let (clean, corrupt, wrong) = (
      looked.before.clean, looked.before.corrupt, looked.before.corrupt.likeliestWrong
    )
    page.section("Clean and corrupted")
    page.text(
      """
      Clean: \(words(Copying.clean)), and `\(word(Copying.answer))` comes next. Corrupted: \(words(Copying.corrupt)). At place \(Copying.corrupted) now stands `\(word(Copying.corrupt[Copying.corrupted]))`, so that the last word did not stand there before, and nothing says what follows it. The likeliest wrong word in the corrupted run is `\(word(wrong))`.
      How far the right word is ahead of it is measured by the difference of their logits: \(clean.lead(over: wrong).shown) in the clean run, \(corrupt.lead(over: wrong).shown) in the corrupted one.
      """)
    page.formula(
      #"\mathrm{recovery} = \frac{\Delta_\mathrm{patched} - \Delta_\mathrm{corrupted}}{\Delta_\mathrm{clean} - \Delta_\mathrm{corrupted}}, \qquad \Delta = \mathrm{logit}_\mathrm{right} - \mathrm{logit}_\mathrm{wrong}"#
    )
  }

  private func rowsTable(_ page: Page, _ stream: String) {
    var table = Table(["feature", "clean", "corrupted", "difference"])
    let (clean, corrupt) = (grid("seen.\(stream)"), grid("corrupt.\(stream)"))
    for j in 0..<Sizes.copy.features {
      let (a, b) = (clean[Copying.patch.place, j].value, corrupt[Copying.patch.place, j].value)
      table.add(["\(j)", a.shown, b.shown, (a - b).shown])
    }
    page.text(table.markdown)
  }

  private func logitsTable(_ page: Page) {
    var table = Table(["word", "clean", "corrupted", "patched"], left: [0])
    let last = Copying.clean.count - 1
    let runs = ["seen", "corrupt", "patched"].map {
      grid("\($0).output_proj").row(last).map(\.value)
    }
    for (id, word) in Copying.tokens.enumerated() {
      let mark = id == Copying.answer || id == looked.before.corrupt.likeliestWrong ? "**" : ""
      table.add(["`\(word)`"] + runs.map { mark + $0[id].shown + mark })
    }
    page.text(table.markdown)
  }

  private func strongest(_ patching: Patching) -> String {
    let found = patching.recoveries.enumerated().map { n, row in
      let place = row.indices.max { row[$0] < row[$1] } ?? 0
      return "after \(stage(n)) at place \(place) (\((100 * row[place]).fixed(0)) %)"
    }
    return "Most is brought back \(found.joined(separator: ", "))."
  }

  /// What the first map says about the two heads, as far as its numbers do.
  private var reading: String {
    let map = looked.before.recoveries
    func best(_ stage: Int) -> Int {
      map[stage].indices.max { map[stage][$0] < map[stage][$1] } ?? 0
    }
    let path = (0...Sizes.copy.layers).map(best)
    let expected = [Copying.corrupted, Copying.corrupted + 1, Copying.clean.count - 1]
    if path == expected {
      return
        "Read from top to bottom, the first map shows a way: what matters stands at the replaced word itself (place \(path[0])), then at the word after it (place \(path[1])), then at the last place (\(path[2])). So block 0 brings to place \(path[1]) something about the word before it, and block 1 brings from there to place \(path[2]) what decides the answer. That is the way of an induction head in two steps. \(looks)"
    }
    return
      "An induction head that works in two steps would have its largest recoveries at places \(expected.map(String.init).joined(separator: ", ")); here they are at \(path.map(String.init).joined(separator: ", "))."
  }

  /// Where the heads of block 1 look from the last place in the three runs.
  private var looks: String {
    let (last, place) = (Copying.clean.count - 1, Copying.corrupted + 1)
    let heads = (0..<Sizes.copy.heads).map { head in
      let weights = ["seen", "corrupt", "patched"].map {
        grid("\($0).blocks.1.attention.weights")[head, last, place].value.shown
      }
      return
        "\(Self.head(1, head)) gives a weight of \(weights[0]) in the clean run, \(weights[1]) in the corrupted one and \(weights[2]) in the patched one"
    }
    return
      "The attention says the same: from place \(last) to place \(place), \(heads.joined(separator: "; "))."
  }
}
