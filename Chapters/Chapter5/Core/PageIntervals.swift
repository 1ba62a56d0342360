import ChapterKit
import Dataset
import Numerics
import Walkthrough

/// At which times guidance should count, on the page that measures the paintings.
extension Chapter5Story {
  func intervals(_ page: Page) {
    let rows = Comparisons.intervalRows
    let whole = IntervalRow(from: 0, to: 1)
    let starts = results.intervals.values(IntervalRow.distance, of: whole).count
    page.section("When guidance should count")
    page.text(
      """
      Guidance exaggerates what the sentence changes, at every step. Kynkäänniemi and others (2024) asked when it should. Early on, they found, it costs variety: everything is still noise, and every start is pushed towards the same few pictures. Late, the picture is settled, and guidance can only overdo it. So they use guidance in an interval
      of times only. Outside of it, the answer to the sentence is taken as it is, as if w were 1.

      Here is the kept flow with \(rows.count) intervals at w = 3, each from \(starts) sets of noise; nothing is trained again. The interval was chosen with captions *seen* in training; the other six sets of captions judge it.
      """)
    var table = Table(
      [
        "t from", "to", "seen: as asked", "seen: distance", "others: as asked", "the title",
        "others: distance", "times the VAE's",
      ])
    for row in rows {
      func measured(_ name: String) -> Measured { results.intervals.measured(name, of: row) }
      let others = others(row)
      let isKept = row == Self.keptInterval
      table.add(
        [row.from.shown, row.to.shown].map { isKept ? "**\($0)**" : $0 } + [
          measured(IntervalRow.chosenBy.share).percent,
          measured(IntervalRow.chosenBy.distance).spread(),
          others.percent,
          measured(PaintingTrial.measure(.title)).percent,
          measured(IntervalRow.distance).spread(),
          (measured(IntervalRow.distance).mean / results.crisp.reconstructions.distance).fixed(1),
        ])
    }
    page.text(table.markdown)
    page.text(
      "± is the spread between the \(starts) sets of noise. The last column divides the distance of the others by the VAE's own on unseen sprites, \(results.crisp.reconstructions.distance.fixed(3)). (The noise is other than in the first table, so the shares differ a little.)"
    )
    page.text(verdict(whole))
  }

  private static let keptInterval = IntervalRow(
    from: LatentSystem.guided.lowerBound, to: LatentSystem.guided.upperBound)

  /// All sets of captions but those seen, each counting as much.
  private func others(_ row: IntervalRow) -> Measured {
    let sets = IntervalRow.judges.map {
      results.intervals.values(PaintingTrial.measure($0), of: row)
    }
    return Measured(
      sets[0].indices.map { start in Measured(sets.map { $0[start] }).mean })
  }

  /// What the kept interval does beside guidance at all times.
  private func verdict(_ whole: IntervalRow) -> String {
    let kept = Self.keptInterval
    func found(_ measure: String, _ a: IntervalRow, _ b: IntervalRow) -> Separation {
      Separation(
        paired: results.intervals.values(measure, of: a), results.intervals.values(measure, of: b))
    }
    let distance = found(IntervalRow.distance, kept, whole)
    let words = Reading.Asked.allCases.map { asked in
      (asked, found(PaintingTrial.measure(asked), kept, whole).word())
    }
    let worse = words.filter { $0.1 == "worse" }.map(\.0.title)
    let better = words.filter { $0.1 == "better" }.map(\.0.title)
    func list(_ titles: [String]) -> String {
      titles.isEmpty ? "None" : titles.map { "*\($0)*" }.joined(separator: ", ")
    }
    let rivals = Comparisons.intervalRows.filter {
      $0 != kept
        && !found(IntervalRow.chosenBy.distance, $0, kept).isClear
    }
    let equal =
      rivals.isEmpty
      ? ""
      : " On the captions that it was chosen with, it's too close to call against \(rivals.map { "\($0.from.shown) to \($0.to.shown)" }.joined(separator: ", "))."
    return
      "We compare the kept interval, \(kept.from.shown) to \(kept.to.shown), with guidance at all times, by [the rule](chapter1/recipes) for the same flow and the same noise. The distance of the others is \(distance.word(largerIsBetter: false)): \(distance.a.mean.fixed(3)) against \(distance.b.mean.fixed(3)). Which sets of captions does it paint better? \(list(better)). Which ones worse? \(list(worse)).\(equal) (Our sampler still runs both passes at every step. Where guidance doesn't count, one would do.)"
  }
}
