import ChapterKit
import Numerics
import Walkthrough

extension Chapter4Story {
  func towersAdamW(_ page: Page) {
    page.section("The step")
    page.text(
      "AdamW as in [chapter 0](chapter0/adamw), lr = \(chapter.learningRate.shown), for both towers and the scale:"
    )
    page.adamWFormulas()
    page.text(
      "Here it moves `s`, the logarithm of the scale. (The s in the exponents is the number of the step, 1.)"
    )
    page.adamWEntry("logit_scale", prefix: "clip.", [], called: "s")
    page.section("All \(towers.parameterCount.grouped) of them")
    page.adamWTables(towerNames, prefix: "clip.")
    page.checkYourself([
      (
        "Which parameters have moved although they have no gradient?",
        "The rows of words that no caption has, and that of [PAD], which is never read: weight decay pulls them, where they are not 0, by lr·0.01 of themselves. (And the keys' biases, whose gradient is 0 but for rounding: [chapter 0](chapter0/back-qkv).)"
      )
    ])
    page.keep("Two towers and one number learn at once.")
  }

  /// The names of both towers' parameters.
  var towerNames: [String] { towers.parameters.map(\.name) }
}
