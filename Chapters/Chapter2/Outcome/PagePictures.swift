import ChapterKit
import Core
import Dataset
import Numerics
import Walkthrough

extension Chapter2Story {
  func pictures(_ page: Page) throws {
    page.section("Samples")
    page.text(
      "Above, the family. Below, the first twelve draws, not the best twelve, each made in 32 Euler steps:"
    )
    let path = results.path
    let family = TinyShapes.all.map { FilmStrip.Frame("", columns: 4, $0.pixels) }
    let samples = (0..<12).map { n in
      FilmStrip.Frame("", columns: 4, Array(path[32].values[n * 16..<(n + 1) * 16]))
    }
    page.picture(
      "samples.svg",
      FilmStrip.svg([
        ("data", Array(family[..<6])), ("", Array(family[6...])),
        ("samples", Array(samples[..<6])), ("", Array(samples[6...])),
      ]).utf8, alt: "The twelve pictures of the data above twelve samples of the model")
    page.text(
      "Of \(Measurements.samples) samples, **\(measured.fine.members)** are members of the family."
    )
    page.section("Attention on the way")
    page.text(
      "The first block's attention weights in some of the steps that were worked by hand (\(page.link("euler"))): rows ask, columns are looked at."
    )
    let steps = chapter.steps
    let shown = Set([1, (steps + 2) / 3, (2 * steps + 2) / 3, steps]).sorted()
    let panels = shown.flatMap { n in
      (0..<2).map { head -> (title: String, values: [Double]) in
        let values = grid("step\(n).blocks.0.attn.weights").values
        return (
          "t = \(value("step\(n).t").fixed(2)), head \(head)",
          Array(values[head * 16..<(head + 1) * 16])
        )
      }
    }
    let labels = ["top l.", "top r.", "bot. l.", "bot. r."]
    page.heatMap(
      panels, rows: labels, columns: labels, together: 2, named: "attention.svg",
      alt: "Attention weights of both heads, step by step from noise to picture")
    page.text(attentionSentence)
    page.section("What the time turns up and down")
    page.text(
      "The factors 1 + scale of the two adaptive norms in the trained model's first block, one row per feature, at eleven times from 0 to 1:"
    )
    let times = stride(from: 0, through: 50, by: 5)
    page.heatMap(
      [("norm1", results.gains.norm1), ("norm2", results.gains.norm2)].map { norm, gains in
        (title: norm, values: (0..<featureCount).flatMap { j in times.map { gains[$0][j] } })
      }, rows: (0..<featureCount).map { "\($0)" },
      columns: times.map { (Double($0) / 50).fixed(1) },
      alt: "Two heat maps: for each feature its factor over the time, in norm1 and in norm2")
    page.text(gainSentence)
    page.checkYourself([
      (
        "A factor crosses 0. What happens to its feature there?",
        "Its value no longer counts: all patches have only the shift there; and on the other side it counts with the opposite sign."
      )
    ])
    page.keep(
      "The maps show what the model looks at, the factors what it listens to, at each time.")
  }

  /// Whether attention sharpens on the way.
  private var attentionSentence: String {
    func sharpness(_ n: Int) -> Double {
      let weights = grid("step\(n).blocks.0.attn.weights").values
      return stride(from: 0, to: 32, by: 4).map { weights[$0..<$0 + 4].max() ?? 0 }.reduce(0, +) / 8
    }
    let all = (1...chapter.steps).map { sharpness($0).fixed(2) }
    return
      "The mean of the rows' largest weights (0.25 would be an even look, 1 a single patch), step by step: \(all.joined(separator: ", "))."
  }

  private var gainSentence: String {
    // (norm, feature, time)
    let factors = [results.gains.norm1, results.gains.norm2].map { gains in
      (0..<featureCount).map { j in gains.map { $0[j] } }
    }
    let ranges = factors.map { $0.map { ($0.max() ?? 0) - ($0.min() ?? 0) }.max() ?? 0 }
    let crossing = factors.joined().filter { ($0.min() ?? 0) < 0 && ($0.max() ?? 0) > 0 }.count
    return
      "The factor that moves most goes through a range of \(ranges[0].fixed(2)) in the first norm and \(ranges[1].fixed(2)) in the second; \(crossing) of \(2 * featureCount) change their sign. The core computed these factors; they are not among the numbers by hand."
  }
}
