import ChapterKit
import Numerics
import Walkthrough

extension Chapter2Story {
  func training(_ page: Page) throws {
    page.section("Why")
    page.text(
      """
      From the \(model.parameterCount.grouped) starting parameters of the worked step the core did \(trained.steps.grouped) steps, each on a batch of
      \(Training.batch) pictures with fresh noise and times. The recipe is that of [chapter 1](chapter1/training), logit-normal times, a rate that falls
      along a cosine, clipping at 1, averaged weights, but for the rate, which rises to \(Training.shapesRate.shown): better for the transformer (below). All models of this chapter were trained so, on the same
      pictures, noises and times. Their weights are kept beside the chapter's code, because training all takes some minutes;
      `swift run chapter2 --train \(trained.steps)` makes the same numbers again, to the last bit.
      """)
    page.excerpt("Chapter2.training", says: "The recipe")
    page.section("The loss")
    let losses = results.losses
    if losses.isEmpty {
      page.text("This run was started with `--train 0`, so nothing was trained.")
    } else {
      let window = Double(trained.steps) / Double(losses.count)
      page.picture(
        "loss.svg",
        Curve.svg(
          [("loss", losses.enumerated().map { (x: Double($0) * window, y: $1) })], xLabel: "step",
          yLabel: "loss, mean of \(Int(window)) steps"
        ).utf8, alt: "The loss over the steps of training")
    }
    page.section("How good could it be?")
    let result = measured[.dit]
    var table = Table(["t", "best possible", "this model", "too much"], left: [0])
    for fifth in 0..<5 {
      let (floor, loss) = (measured.questions.floor[fifth], result.losses[fifth])
      table.add([
        Questions.label(fifth), "\(floor.mean.fixed(3)) ± \(floor.error.fixed(3))",
        "\(loss.mean.fixed(3)) ± \(loss.error.fixed(3))", (loss.mean - floor.mean).fixed(3),
      ])
    }
    table.add([
      "**all**", "**\(measured.floor.fixed(3))**", "**\(result.loss.fixed(3))**",
      "**\((result.loss - measured.floor).fixed(3))**",
    ])
    page.text(
      "The best possible answer is that of [chapter 1](chapter1/best-answer), the same \(measured.questions.count.grouped) questions for both:"
    )
    page.text(table.markdown)
    page.section("What was tried")
    page.text(
      "Before this recipe was chosen, each from the same start (1,000 samples with 32 Euler steps, and with 4):"
    )
    var tried = Table(
      ["steps", "learning rate", "start", "loss", "members", "distance", "with 4 steps"], left: [2])
    for row in Self.tried { tried.add(row) }
    page.text(tried.markdown)
    page.text(triedVerdict)
    page.section("All models of this chapter")
    var all = Table(
      [
        "model", "parameters", "mean loss", "members, 32 steps", "members, 4 steps",
        "mean distance",
      ], left: [0])
    for kind in ShapesModel.allCases {
      let result = measured[kind]
      all.add([
        kind.words, result.parameters.grouped, result.loss.fixed(3), result.fine.members,
        result.coarse.members, result.fine.away,
      ])
    }
    page.text(all.markdown)
    page.section("Two decimals")
    page.text(
      "For sampling by hand the trained parameters are rounded to two decimals, so that you can type them into a calculator."
    )
    page.foldedTables(
      "The \(model.parameterCount.grouped) trained parameters, two decimals",
      parameterNames.map { grid("trained.\($0)") })
    page.checkYourself([
      (
        "In which fifth of the time does this model lose most against the best answer?",
        worstFifth
      )
    ])
    page.keep("Same data, same recipe, one thing changed at a time: so a table can be read.")
  }

  private var worstFifth: String {
    let excess = (0..<5).map { measured[.dit].losses[$0].mean - measured.questions.floor[$0].mean }
    let worst = excess.indices.max { excess[$0] < excess[$1] } ?? 0
    return "From \(Questions.label(worst)): \(excess[worst].fixed(3)) more than it must."
  }

  /// What the trials' shares of members say.
  private var triedVerdict: String {
    func members(_ steps: String, _ rate: String, _ start: String = "readable") -> Double {
      let row = Self.tried.first {
        $0[0].filter { $0 != "*" } == steps && $0[1].filter { $0 != "*" } == rate && $0[2] == start
      }
      return row.flatMap { Double($0[4].filter { $0.isNumber || $0 == "." }) } ?? .nan
    }
    let (short, long) = ("10,000", "20,000")
    let doubled = ["0.01", "0.005"].map { members(long, $0) - members(short, $0) }
    let faster = members(short, "0.005") - members(short, "0.02")
    return
      "Twice the steps gave \(doubled[0].fixed(1)) points more members at the rate 0.01 and \(doubled[1].fixed(1)) at 0.005; a quarter of the rate, from 0.02 to 0.005, gave \(faster.fixed(1)). By members 0.005 did best, at 10,000 steps and at 20,000, though the smallest loss is that of 0.003. The usual start (weights within 1/√inputs) gave \((members(short, "0.01") - members(short, "0.01", "usual")).fixed(1)) points less than the readable one, at a slightly smaller loss."
  }

  private static let tried = [
    ["10,000", "0.02", "readable", "0.606", "42.8 %", "0.482", "28.2 %"],
    ["10,000", "0.01", "readable", "0.614", "52.4 %", "0.398", "37.0 %"],
    ["10,000", "0.01", "usual", "0.605", "45.8 %", "0.439", "34.5 %"],
    ["10,000", "0.005", "readable", "0.593", "56.5 %", "0.350", "40.6 %"],
    ["20,000", "0.01", "readable", "0.574", "65.6 %", "0.291", "49.5 %"],
    ["20,000", "0.003", "readable", "0.563", "71.4 %", "0.269", "49.1 %"],
    ["**20,000**", "**0.005**", "readable", "0.586", "**76.0 %**", "0.216", "49.8 %"],
  ]
}

extension ShapesModel {
  /// What tables call it.
  var words: String {
    switch self {
    case .dit: "**the DiT of this chapter**"
    case .patch1: "patches of 1×1"
    case .patch4: "patches of 4×4"
    case .scaled: "time code of 1000·t"
    case .added: "time added"
    case .concatenated: "time concatenated"
    case .unplaced: "no positions"
    case .wide: "DiT, twice as wide"
    case .unet: "U-Net, 3 channels"
    case .smallUnet: "a U-Net as chapter 1's, 2 channels"
    }
  }
}
