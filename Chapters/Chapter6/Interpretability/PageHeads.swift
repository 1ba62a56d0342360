import ByHand
import ChapterKit
import Numerics
import Walkthrough

extension Chapter6Story {
  func headsPage(_ page: Page) {
    page.inventory(
      [
        .input(
          "the attention weights", "seen.blocks.0.attention.weights",
          "seen.blocks.1.attention.weights", from: "induction")
      ]
        + HeadPattern.allCases.map {
          .output("the score *\($0.rawValue)* (layers, heads)", $0.grid)
        })
    page.section("Why")
    page.text(
      """
      People say "this is a previous-token head" after looking at a picture. A picture of one sequence can deceive. So each pattern gets a score, as the induction head did, the score is measured over many sequences, and a head gets a name only if it has earned it.
      """)
    page.section("Four patterns")
    var table = Table(["pattern", "at place i it looks at", "places here"], left: [0, 1, 2])
    let ways: [HeadPattern: String] = [
      .previous: "i − 1", .first: "0, the [BOS]", .same: "f(i), where its word stood before",
      .induction: "f(i) + 1, what came after that",
    ]
    for pattern in HeadPattern.allCases {
      table.add([
        "*\(pattern.rawValue)*", ways[pattern] ?? "",
        pattern.pairs(Copying.clean).map { "\($0.query)→\($0.key)" }.joined(separator: ", "),
      ])
    }
    page.text(table.markdown)
    page.text(
      "Each score is the mean weight along its pattern, a number from 0 to 1. Places 0 and 1 are left out: nothing stands before place 0, and at place 1 the previous token is the first one."
    )
    page.section("By hand, on one sequence")
    page.lines(HeadPattern.allCases.map { grid($0.grid)[0, 0] })
    page.text("Rows are blocks, columns heads:")
    for pattern in HeadPattern.allCases { page.table(grid(pattern.grid)) }
    page.everyEntry(of: HeadPattern.allCases.map { grid($0.grid) })
    measuredSection(page)
    page.section("In the core")
    page.excerpt("Chapter6.headScores", says: "By hand")
    page.excerpt("HeadScores", says: "In the core, over many sequences")
    page.excerpt("HeadScores.name", says: "The name")
    page.check(HeadPattern.allCases.map(\.grid))
    page.checkYourself([
      (
        "A head spreads its weight evenly over all places up to its own. What are its scores on a sequence of ten places?",
        "At place i each weight is 1/(i + 1). Over places 2 to 9 the mean is \(evenScore(.previous).fixed(3)) for the previous and for the first token; over places 6 to 9 it is \(evenScore(.same).fixed(3)) for the other two. Those are the table's last row."
      ),
      (
        "Can a head score 1 in two patterns?",
        "Only if both always point at the same place. The weights of a row add up to 1, so what one pattern gets, another lacks, except where they coincide."
      ),
    ])
    page.keep("A head's name is a measurement with an error and a threshold, or it is a story.")
  }

  /// What a head that spreads its weight evenly would score on the clean sequence.
  private func evenScore(_ pattern: HeadPattern) -> Double {
    Measured(pattern.pairs(Copying.clean).map { 1 / Double($0.query + 1) }).mean
  }

  private func measuredSection(_ page: Page) {
    page.section("In the core, on \(Interpretability.sequences) sequences")
    page.text(
      "The same scores as means over \(Interpretability.sequences) sequences of \(Copying.words) fresh words and the same again, with their standard errors. A head has the name of its highest score if that is at least \(HeadPattern.threshold.shown), a threshold of our choice; the last row is a head that spreads its weight evenly:"
    )
    var table = Table(["head"] + HeadPattern.allCases.map(\.rawValue) + ["name"], left: [0, 5])
    var named: [String] = []
    for layer in 0..<Sizes.copy.layers {
      for head in 0..<Sizes.copy.heads {
        let name = looked.heads.name(layer: layer, head: head)
        table.add(
          [Self.head(layer, head)]
            + HeadPattern.allCases.map { pattern in
              let score = looked.heads.score(pattern, layer: layer, head: head).shown
              return pattern == name ? "**\(score)**" : score
            } + [name?.rawValue ?? "none"])
        if let name { named.append("\(Self.head(layer, head)) is called *\(name.rawValue)*") }
      }
    }
    table.add(["spread evenly"] + HeadPattern.allCases.map { evenScore($0).fixed(3) } + [""])
    page.text(table.markdown)
    let all = Sizes.copy.layers * Sizes.copy.heads
    page.text(
      "\(named.isEmpty ? "No head has a name" : "So \(named.joined(separator: ", "))"). \(named.count == all ? "All \(all) heads have a name." : "A head without a name may do a little of several things, or something for which we have no pattern.")"
    )
    placesSection(page)
    restSection(page)
    page.inRealSystems(
      """
      Large models have hundreds of heads; most get no name this way. The same four patterns are found in many of them, and heads that rest on the first token are so common that they have a name of their own, *attention sinks*. A name says where a head looks. What it does with what
      it finds there, only an intervention tells: \(page.link("patching")).
      """)
  }

  /// Whether the head that looks at the token before does so everywhere.
  private func placesSection(_ page: Page) {
    let (layer, head) = looked.heads.bestHead(.previous)
    let weights = looked.heads.previousByPlace[layer][head]
    page.subsection("Everywhere?")
    page.text(
      "A mean may hide two things in one. The weight that \(Self.head(layer, head)), the highest in *previous token*, gives to the token before it, place by place (means over all sequences), beside what even spreading would give:"
    )
    var table = Table(["place"] + weights.indices.map { "\($0 + 2)" }, left: [0])
    table.add(["weight on the token before"] + weights.map { $0.fixed(3) })
    table.add(["spread evenly"] + weights.indices.map { (1 / Double($0 + 3)).fixed(3) })
    page.text(table.markdown)
    let half = Copying.words - 1  // the places 2 … of the first half
    let (first, second) = (
      Measured(Array(weights.prefix(half))), Measured(Array(weights.dropFirst(half)))
    )
    let even = Measured(weights.indices.dropFirst(half).map { 1 / Double($0 + 3) }).mean
    page.text(
      "While the words are new, the mean is \(first.mean.fixed(2)); while they are repeated, \(second.mean.fixed(2))\(second.mean < even ? ", less than even spreading would give (\(even.fixed(2)))" : ""). \(first.mean > 2 * second.mean ? "So the name tells half the truth. The head looks at the token before it in the first half, and does something else in the second." : "So the name holds in both halves.")"
    )
    causeSection(page)
  }

  /// Why the head looks back in the first half only: the two causes that suggest themselves, each taken away.
  private func causeSection(_ page: Page) {
    let (trials, base) = (results.copying, CopyRow())
    page.subsection("Why only there?")
    page.text(
      "Two causes suggest themselves. *The texts:* a list of words always stands at places 1 to \(Copying.words), so only there does it pay to know what stood before; later places repeat it. *The places:* each has a learned row of its own, so what is learned for one place says nothing about another. Take a cause away, and the halves should become alike. So the model was trained again: on *late lists*, which up to five other words precede, so that the list may stand anywhere from place 1 to place \(2 * Copying.words); with RoPE (\(page.link("positions"))), which knows distances only, in place of learned rows; and with both. \(Comparisons.copying.starts) starts each, \(base.steps.grouped) steps (late lists take longer to learn than the worked model's \(CopyRow.book.steps.grouped))."
    )
    let rows = [
      ("pieces, learned places", base), ("late lists", CopyRow(text: .late)),
      ("RoPE", CopyRow(isRotary: true)),
      ("late lists and RoPE", CopyRow(text: .late, isRotary: true)),
    ]
    var table = Table(
      ["trained with", "places 2 to 5", "places 6 to 9", "loss, pieces"], left: [0])
    for (name, row) in rows {
      table.add(
        [name]
          + [CopyTrial.early, CopyTrial.late, CopyTrial.pieces].map {
            trials.measured($0, of: row).spread(decimals: 2)
          })
    }
    page.text(
      "Of each model the head that gives most weight to the token before it at places 2 to 5, and the weight that it gives there in both halves (± is the spread between starts):"
    )
    page.text(table.markdown)
    page.dots(
      "late.svg", rows.map { ($0.0, trials.values(CopyTrial.late, of: $0.1)) },
      "weight on the token before, places 6 to 9")
    page.text(rows.dropFirst().map { causeVerdict($0.0, $0.1) }.joined(separator: " "))
    page.text(halvesVerdict)
  }

  /// Whether a change makes the head look back in the second half as well.
  private func causeVerdict(_ name: String, _ row: CopyRow) -> String {
    let separation = results.copying.separation(CopyTrial.late, row, CopyRow())
    let means = "\(separation.a.mean.fixed(2)) against \(separation.b.mean.fixed(2))"
    return separation.isClear && separation.difference > 0
      ? "With \(name) it looks back in the second half more than before: \(means)."
      : "With \(name) alone the starts don't show that it does (\(means))."
  }

  /// Which of the models look alike in both halves, and what follows from that.
  private var halvesVerdict: String {
    let trials = results.copying
    func halves(_ row: CopyRow) -> Separation {
      Separation(
        paired: trials.values(CopyTrial.early, of: row), trials.values(CopyTrial.late, of: row))
    }
    let (late, turned) = (CopyRow(text: .late), CopyRow(isRotary: true))
    let separations = [
      CopyRow(), late, turned, CopyRow(text: .late, isRotary: true),
    ].map(halves)
    func says(_ n: Int) -> String {
      "\(separations[n].a.mean.fixed(2)) and \(separations[n].b.mean.fixed(2)), \(separations[n].isClear ? "different" : "too close to call")"
    }
    let unlearned = trials.values(CopyTrial.pieces, of: late).count { $0 > 0.9 }
    let cause: String =
      switch (separations[1].isClear, separations[2].isClear) {
      case (false, true):
        "So with late lists these starts show no difference between the halves any more; with RoPE alone they still do."
      case (true, false):
        "So with RoPE these starts show no difference between the halves any more; with late lists alone they still do."
      case (false, false): "Taking either cause away is enough."
      case (true, true):
        separations[3].isClear ? "The question stays open." : "It takes both causes."
      }
    return
      "And are the two halves of one model alike? The rule, on the differences within each model: as the book's, \(says(0)); late lists alone, \(says(1)); RoPE alone, \(says(2)); both, \(says(3)). \(cause)\(unlearned > 0 ? " (But \(unlearned) of the \(Comparisons.copying.starts) models with late lists alone hardly learned the task: a loss above 0.9.)" : "")"
  }

  /// Where the induction head looks when there is nothing to repeat.
  private func restSection(_ page: Page) {
    let (layer, head) = looked.heads.bestHead(.induction)
    let weights = grid("seen.blocks.\(layer).attention.weights")
    func mean(_ places: some Collection<Int>) -> Double {
      Measured(places.map { weights[head, $0, 0].value }).mean
    }
    let (before, after) = (mean(2...Copying.words), mean(knownPlaces))
    page.text(
      "The weights of a row must add up to 1 even where there is nothing to look for. On our one sequence the best induction head, \(Self.head(layer, head)), gives [BOS] a mean weight of \(before.shown) at places 2 to \(Copying.words), whose words are new, and \(after.shown) at places \(knownPlaces.lowerBound) to \(knownPlaces.upperBound - 1), where something is to be found\(before > after ? ": [BOS] is where it rests" : "")."
    )
  }
}
