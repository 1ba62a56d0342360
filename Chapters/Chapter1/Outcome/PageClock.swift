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
  /// What the times of a rival recipe are multiplied by.
  private var scale: Double { 1000 }
  private var rival: Recipe { .book { $0.timeScale = scale } }

  func clock(_ page: Page) {
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
    lossTable(page, times)
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
    let panels = [("given t", 1), ("given \(times)·t", scale)].map { title, scale in
      (title, Waves(features: features, scale: scale, steps: steps).rows.flatMap { $0 })
    }
    page.heatMap(
      panels, rows: Waves.labels(features: features),
      columns: (0...steps).map { $0 % 10 == 0 ? (Double($0) / Double(steps)).fixed(1) : "" },
      alt: "\(features) waves over t, given t and given \(times)·t")
    let still = [1, scale].map {
      Waves(features: features, scale: $0, steps: 1000).constantCount
    }
    page.text(
      "Given t, \(still[0]) of the \(features) waves move by less than a tenth; given \(times)·t, \(still[1]) do. (The fastest row on the right only seems slow: from one column to the next it turns round \((scale / Double(steps) / (2 * Double.pi)).fixed(0)) times.)"
    )
  }

  private func lossTable(_ page: Page, _ times: String) {
    let tried = results.tried
    let starts = tried.values("members", of: Recipe.book).count
    page.text(
      """
      The U-Net of the worked step, with its \(model.parameterCount) parameters, trained by the book's recipe from \(starts) starts; and again from the
      same starts, on the same batches, with \(times)·t in place of t (\(page.link("recipes"))). How far the loss lies above the best possible
      one, by fifths of t, and what is drawn; ± is the spread between starts, and the verdict on \(times)·t is by the rule of that page:
      """)
    var table = Table(["", "given t", "given \(times)·t", "verdict on \(times)·t"], left: [0, 3])
    func add(_ label: String, _ measure: String, isShare: Bool = false) {
      let split = tried.separation(measure, rival, Recipe.book)
      let cells = [split.b, split.a].map { isShare ? $0.percent : $0.spread() }
      table.add([label] + cells + [split.word(largerIsBetter: isShare)])
    }
    for label in (0..<5).map(Questions.label) {
      add("missing, t from \(label)", "missing from \(label)")
    }
    add("missing, all", "missing")
    add("members", "members", isShare: true)
    add("members in 4 steps", "members in 4 steps", isShare: true)
    page.text(table.markdown)
    page.dots(
      "members.svg",
      [
        ("given t", tried.values("members", of: Recipe.book)),
        ("given \(times)·t", tried.values("members", of: rival)),
      ], "members of the family, %", unit: 100)
    let members = tried.separation("members", rival, Recipe.book)
    page.text(
      """
      \(members.isClear ? "By members the fast clock is \(members.word())." : "By members the two clocks are too close to call.") With \(model.configuration.timeFeatures) features there are
      only two speeds: given t, one wave moves and one stands still; given \(times)·t, one turns \((scale / (2 * Double.pi)).fixed(0)) times and the other moves by a tenth. Larger
      networks have a hundred speeds or more; what moving them all is worth there, this table cannot say.
      """)
  }
}
