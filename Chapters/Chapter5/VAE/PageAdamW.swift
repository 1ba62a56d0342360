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
      "AdamW as in [chapter 1](chapter1/adamw), with a learning rate of \(chapter.learningRate.shown). (Its β₁ and β₂ have nothing to do with the β of the loss.)"
    )
    page.adamWFormulas()
    page.adamWEntry("encoder.4.weight", [2, 1, 1, 1], called: "θ")
    page.section("All \(model.parameterCount.grouped) of them")
    page.adamWTables(parameterNames)
    page.checkYourself([
      (
        "Encoder and decoder are two models. Why one optimizer?",
        "They have one loss: neither can be good without the other."
      )
    ])
    page.keep("Two halves, one step.")
  }
}
