import ChapterKit
import Core
import Numerics
import Walkthrough

/// The waves of a clock over the times from 0 to 1.
struct Waves {
  /// Each wave's value at the times n / steps: sines first, then cosines.
  let rows: [[Double]]

  init(features: Int, scale: Double, steps: Int) {
    var sinusoidal = Sinusoidal<Double>("waves", features: features, scale: scale)
    let times = (0...steps).map { Double($0) / Double(steps) }
    let values = sinusoidal.forward(Tensor([times.count], times)).values
    rows = (0..<features).map { i in times.indices.map { values[$0 * features + i] } }
  }

  /// Which wave a row is, by its speed on a plain clock.
  static func labels(features: Int) -> [String] {
    let half = features / 2
    return (0..<features).map { i in
      let speed = Double.exp(-Double.log(10_000) * Double(i % half) / Double(half - 1))
      return "\(i < half ? "sin" : "cos") \(speed.shown)"
    }
  }

  /// How many waves move by less than a tenth in all that time.
  var constantCount: Int {
    rows.filter { (($0.max() ?? 0) - ($0.min() ?? 0)) < 0.1 }.count
  }
}

extension Chapter1Story {
  func clock(_ page: Page) {
    let scale = ShapesTraining.rivalScale
    let times = Int(scale).grouped
    page.section("Why")
    page.text(
      """
      The waves of \(page.link("time")) were made for counting: the place of a word in a text, or the steps of a
      diffusion model from 0 to 1,000. Their speeds run from 1 down to 0.0001. Our t runs from 0 to 1, and a wave
      of speed 0.0001 hardly moves in that time. Many flow models therefore multiply t by \(times) first. Does it matter?
      """)
    wavePictures(page, scale, times)
    page.section("Both trained")
    page.text(
      """
      The U-Net of this chapter, with its \(model.parameterCount) parameters, trained twice: from the same start, on the same
      batches, by the same recipe (\(page.link("training"))), \(results.models.rival.losses.count.grouped) steps each. One is told t, the other
      \(times)·t; nothing else differs. The \(questions.count.grouped) questions of \(page.link("best-answer")), put to both:
      """)
    let (plain, fast) = results.losses
    lossTable(page, plain, fast, times)
    page.section("What they draw")
    drawings(page, scale, times)
    page.excerpt("Sinusoidal", says: "In the core the scale is one factor")
    page.checkYourself([
      (
        "How often does the fastest wave turn round while t goes from 0 to 1, plain and with \(times)·t?",
        "A turn is 2π long: 1 / 2π = \((1 / (2 * Double.pi)).fixed(2)) turns, and \(times) / 2π = \((scale / (2 * Double.pi)).fixed(0))."
      )
    ])
    page.keep("A clock is useful if its hands move, and not too fast to be read.")
  }

  private func wavePictures(_ page: Page, _ scale: Double, _ times: String) {
    let features = Sizes.digits.timeFeatures
    page.section("The waves over t")
    page.text(
      "A model with \(features) features, like that of \(page.link("digits")), has \(features / 2) speeds. Each row is a wave, named by its speed; t runs from 0 to 1; blue is 1, red −1, white 0."
    )
    let steps = 20
    let panels = [("told t", 1), ("told \(times)·t", scale)].map { title, scale in
      (title, Waves(features: features, scale: scale, steps: steps).rows.flatMap { $0 })
    }
    page.heatMap(
      panels, rows: Waves.labels(features: features),
      columns: (0...steps).map { $0 % 10 == 0 ? (Double($0) / Double(steps)).fixed(1) : "" },
      alt: "\(features) waves over t, told t and told \(times)·t")
    let still = [1, scale].map {
      Waves(features: features, scale: $0, steps: 1000).constantCount
    }
    page.text(
      "Told t, \(still[0]) of the \(features) waves move by less than a tenth; told \(times)·t, \(still[1]) do. (The fastest row on the right only seems slow: from one column to the next it turns round \((scale / Double(steps) / (2 * Double.pi)).fixed(0)) times.)"
    )
  }

  private func lossTable(
    _ page: Page, _ plain: [Questions.Result], _ fast: [Questions.Result], _ times: String
  ) {
    func shown(_ r: Questions.Result) -> String { "\(r.mean.fixed(3)) ± \(r.error.fixed(3))" }
    func mean(_ all: [Questions.Result]) -> Double { all.reduce(0) { $0 + $1.mean } / 5 }
    var table = Table(["t", "best possible", "told t", "told \(times)·t"], left: [0])
    for fifth in 0..<5 {
      table.add(
        [Questions.label(fifth)] + [questions.floor, plain, fast].map { shown($0[fifth]) })
    }
    let means = [questions.floor, plain, fast].map(mean)
    table.add(["**all**"] + means.map { "**\($0.fixed(3))**" })
    page.text(table.markdown)
    func fifths(_ isClear: (_ gain: Double, _ error: Double) -> Bool) -> String? {
      let found = (0..<5).filter { n in
        let (a, b) = (plain[n].error, fast[n].error)
        return isClear(plain[n].mean - fast[n].mean, (a * a + b * b).squareRoot())
      }
      return found.isEmpty ? nil : found.map(Questions.label).joined(separator: ", ")
    }
    let better = fifths { $0 > 2 * $1 }.map { "smaller for t from \($0)" }
    let worse = fifths { -$0 > 2 * $1 }.map { "larger for t from \($0)" }
    let differs = [better, worse].compactMap { $0 }.joined(separator: ", and ")
    page.text(
      """
      On average the one loses \(means[1].fixed(3)) and the other \(means[2].fixed(3)). By more than two error bars the fast
      clock's loss is \(differs.isEmpty ? "nowhere smaller or larger" : differs). (One training each: another
      seed may decide otherwise.)
      """)
  }

  private func drawings(_ page: Page, _ scale: Double, _ times: String) {
    let (made, count) = (results.clocks.made, ClockSamples.count)
    let rows = zip(["t", "\(times)·t"], made).map { label, samples in
      (
        label: label,
        frames: (0..<8).map { n in
          FilmStrip.Frame("", columns: 4, Array(samples.values[n * 16..<(n + 1) * 16]))
        }
      )
    }
    page.text(
      "The first eight of \(count.grouped) samples, from the same noise, in 32 Euler steps:")
    page.picture(
      "samples.svg", FilmStrip.svg(rows).utf8,
      alt: "Eight samples of the model that is told t above eight of the other")
    let (plain, fast) = (results.clocks.quality[0], results.clocks.quality[1])
    var table = Table(["told", "members of the family", "mean distance"], left: [0])
    table.add(["t", plain.members, plain.away])
    table.add(["\(times)·t", fast.members, fast.away])
    page.text(table.markdown)
    let gap = fast.share - plain.share
    let error =
      (plain.shareError * plain.shareError + fast.shareError * fast.shareError).squareRoot()
    page.text(
      gap.magnitude < 2 * error
        ? "The shares differ by no more than chance explains."
        : "Here the \(gap > 0 ? "fast" : "plain") clock draws more members, by more than chance explains. With \(model.configuration.timeFeatures) features there are only two speeds: told t, one wave moves and one stands still; told \(times)·t, one turns \((scale / (2 * Double.pi)).fixed(0)) times and the other moves by a tenth. Larger networks have a hundred speeds or more; what moving them all is worth there, this table cannot say."
    )
  }
}
