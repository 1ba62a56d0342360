import Dataset
import Numerics
import Walkthrough

extension Page {
  /// What was read of the paintings at every guidance scale, as a table.
  ///
  /// - Parameters:
  ///   - heads: What the columns are called, from the captions seen to the title.
  ///   - readings: By guidance scale, a set of captions for each column.
  package func readings(
    _ heads: [String], _ readings: Readings
  ) {
    var table = Table(["w"] + heads)
    for scale in Reading.scales {
      table.add(["\(scale.shown)"] + readings[scale].map(\.text))
    }
    text(table.markdown)
  }

  /// What was read of every set of captions at w = 3, a row each, as a table: of one training, or of several
  /// that differ in their starting values.
  package func everythingAsked(_ trainings: [[Reading]]) {
    let heads = trainings.count == 1 ? ["as asked"] : trainings.indices.map { "start \($0 + 1)" }
    var table = Table(
      ["asked for", "for example"] + heads + (trainings.count == 1 ? [] : ["mean, deviation"]),
      left: [0, 1])
    for (n, asked) in Reading.Asked.allCases.enumerated() {
      let shares = Measured(trainings.map { 100 * $0[n].share })
      table.add(
        [asked.title, "*\(trainings[0][n].texts[Reading.example])*"] + trainings.map { $0[n].text }
          + (trainings.count == 1
            ? [] : ["\(shares.mean.fixed(1)), \(shares.deviation.fixed(1))"]))
    }
    text(table.markdown)
  }

  /// Every painting that was not as asked, counted and folded.
  package func everyMiss(_ readings: Readings) {
    section("Every miss")
    text(
      "The misses of the first table, whose three columns have \(Reading.count) paintings each for every w: what was asked for → what the judge reads in the painting, with the most frequent first."
    )
    for scale in Reading.scales {
      let misses = readings[scale].flatMap { r in
        r.misses.map { "\(r.texts[$0]) → \(r.read[$0].name)" }
      }
      if misses.isEmpty {
        text("At w = \(scale.shown) there are none.")
        continue
      }
      let counted = Dictionary(grouping: misses) { $0 }.map { ($0, $1.count) }
        .sorted { ($1.1, $0.0) < ($0.1, $1.0) }
      folded(
        "w = \(scale.shown): \(misses.count) of \(3 * Reading.count)",
        "```text\n\(counted.map { "\($1) × \($0)" }.joined(separator: "\n"))\n```")
    }
  }

  /// How near walks from other noises come.
  package func otherNoises(_ walks: SmallWalks) {
    text(
      "The nearest of all \(Sprite.all.count) sprites at 4×4 is *\(walks.here.member.name)*, at a distance of \(walks.here.distance.shown) (the root of the mean squared difference). And from other noises? From those of \(SmallWalks.count) other seeds (in the core, with the same weights), the distance is \(walks.others.mean.shown) on average and \(walks.others.largest.shown) at most; \(walks.near) of the \(SmallWalks.count) end within \(SmallWalks.near.shown) of a sprite."
    )
    let fitting = Sprite.all.count(where: walks.prompts[0].prompt.isTrue)
    let chance = Double(SmallWalks.count * fitting) / Double(Sprite.all.count)
    text(
      "Is it the sprite that was asked for? Going by the nearest sprite: yes, for \(walks.right) of the \(SmallWalks.count). (\(fitting) of the \(Sprite.all.count) sprites fit the prompt, so chance alone would give \(chance.fixed(1)).) At 4×4, a tiny hat is smaller than a pixel, and the two most similar sprites are only \(walks.closest.shown) apart. So the nearest may well be the wrong one."
    )
  }

  /// What the judge has read of some paintings of a prompt, as a table.
  package func verdicts(_ verdicts: [Judge.Verdict], of prompt: Prompt) {
    var table = Table(
      ["painting", "nearest sprite", "distance", "the next nearest", "as asked"],
      left: [1, 4])
    for (n, verdict) in verdicts.enumerated() {
      table.add([
        "\(n + 1)", verdict.member.name, verdict.distance.fixed(3),
        "\(verdict.margin.fixed(2)) × as far",
        prompt.isTrue(of: verdict.sprite) ? "✓" : "no",
      ])
    }
    text(table.markdown)
    if !prompt.isPossible {
      text("No sprite of the family fits this prompt, so no painting can be as asked.")
    }
  }
}
