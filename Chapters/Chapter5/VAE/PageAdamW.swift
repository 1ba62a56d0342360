import ChapterKit
import Numerics
import Walkthrough

extension Chapter5Story {
  func adamW(_ page: Page) {
    page.inventory([
      .input("every parameter θ", origin: "the start"),
      .input("its gradient g", origin: page.links(from: "back-decoder", to: "back-encoder")),
      .output("\(model.parameterCount.grouped) updated parameters"),
    ])
    page.section("The step")
    page.text(
      "Encoder and decoder take one step together. It is AdamW's, as in [chapter 1](chapter1/adamw), with a learning rate of \(chapter.learningRate.shown). (Its β₁ and β₂ have nothing to do with the β of the loss; s is the number of the step, which is 1.)"
    )
    page.adamWFormulas()
    page.text("One parameter in full, entry [2,1,1,1] of `encoder.4.weight`:")
    page.adamWEntry("encoder.4.weight", [2, 1, 1, 1], called: "θ")
    page.section("All \(model.parameterCount.grouped) parameters")
    page.text(Self.adamWColumns)
    page.adamWTables(parameterNames)
    page.checkYourself([
      (
        "Encoder and decoder are two models. Why do they share one optimizer?",
        "They share one loss: neither can be good without the other."
      )
    ])
    page.keep("Two halves, one step.")
  }

  /// How to read a table of the update.
  static let adamWColumns =
    "Each row is one number: before the step (θ), its gradient (g), the two averages (m, v), the root (√v̂), and after the step (new θ)."
}
