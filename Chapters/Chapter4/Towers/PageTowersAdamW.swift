import ChapterKit
import Numerics
import Walkthrough

extension Chapter4Story {
  func towersAdamW(_ page: Page) {
    page.section("The step")
    page.text(
      "Every parameter of the two towers has its gradient now, and so has the scale. So all of them take one step. It is AdamW's, as in [chapter 0](chapter0/adamw), with lr = \(chapter.learningRate.shown):"
    )
    page.adamWFormulas()
    page.text(
      "(s is the number of the step, which is 1.) Here is one parameter in full, `log_scale`:"
    )
    page.adamWEntry("logit_scale", prefix: "clip.", [], called: "log_scale")
    page.section("All \(towers.parameterCount.grouped) parameters")
    page.text(Self.adamWColumns)
    page.adamWTables(towerNames, prefix: "clip.")
    page.checkYourself([
      (
        "Which parameters moved although their gradient is 0?",
        "The rows of words that are in no caption, and the row of [PAD], which is never read. Weight decay pulls every number of theirs towards 0, by lr·0.01 of itself. (The keys' biases, too: their gradient is 0 but for rounding, as in [chapter 0](chapter0/back-qkv).)"
      )
    ])
    page.keep("One step moves both towers and the scale at once.")
  }

  /// How to read a table of the update.
  static let adamWColumns =
    "Each row is one number: before the step (θ), its gradient (g), the two averages (m, v), the root (√v̂), and after the step (new θ)."

  /// The names of both towers' parameters.
  var towerNames: [String] { towers.parameters.map(\.name) }
}
