import ByHand
import ChapterKit
import Core
import Numerics
import Walkthrough

extension Chapter6Story {
  func accumulationPage(_ page: Page) {
    let weight = grid("accumulate.weight")
    let name = "blocks.0.ffn.linear1.weight"
    page.section("Why parts?")
    page.text(
      """
      A large batch gives a steadier gradient, but all its intermediate numbers must be kept until the way back. If they do not fit into memory, the batch goes through in parts, *micro-batches*: each part's gradients are added to what is there, and only then comes the step. That is *gradient accumulation*. Here each sentence is a part.
      """)
    page.text(
      "Each part's loss is the mean over *its own* places. The mean over all places weighs the parts by how many each has:"
    )
    page.lines(grid("accumulate.all").scalars + weight.scalars)
    page.lines(grid("part1.loss").scalars + grid("part2.loss").scalars)
    let both = weight[0].value * value("part1.loss") + weight[1].value * value("part2.loss")
    page.text(
      "Weighted, the two losses make \(both.shown); the batch as a whole had \(value("loss").shown)."
    )
    page.formula(
      #"\frac{\partial L}{\partial\theta} = \frac{n_1}{n_1+n_2}\,\frac{\partial L_1}{\partial\theta} + \frac{n_2}{n_1+n_2}\,\frac{\partial L_2}{\partial\theta}"#
    )
    page.text("One parameter:")
    page.lines([grid("accumulated.\(name)")[3, 2]])
    var largest = 0.0
    for p in parameterNames {
      let (parts, whole) = (grid("accumulated.\(p)").values, gradient(p).values)
      largest = max(largest, zip(parts, whole).map { ($0 - $1).magnitude }.max() ?? 0)
    }
    page.text(
      "and in one go the gradient is \(gradient(name)[3, 2].value.shown). Over all \(model.parameterCount.grouped) parameters the two ways differ by at most \(largest.shown): rounding. Two micro-batches are one batch."
    )
    page.text(
      "With equal weights, ½ and ½, it would be another gradient: the short sentence's places would count \((weight[0].value / weight[1].value).shown) times as much as the long one's. Well-known training libraries did just that until 2024."
    )
    page.foldedTables("All accumulated gradients", parameterNames.map { grid("accumulated.\($0)") })
    page.section("How much steadier?")
    page.text(
      """
      A batch of n texts is an average of n independent gradients, so its noise falls with √n: four times the texts, half the noise; not a quarter. Measured on one number of the tiny model, with sentences and dropout drawn at random, \(GradientResults.trials) batches of each size:
      """)
    var table = Table(["texts", "mean gradient", "its noise (standard deviation)", "noise · √n"])
    let noises = results.gradients.noise
    for (n, result) in noises {
      table.add([
        "\(n)", result.mean.fixed(5), result.deviation.fixed(5),
        (result.deviation * Double(n).squareRoot()).fixed(5),
      ])
    }
    page.text(table.markdown)
    if noises[2].measured.deviation > 0 {
      let ratio = noises[0].measured.deviation / noises[2].measured.deviation
      page.text("From 1 to 16 texts the noise falls to 1/\(ratio.fixed(1)); √16 is 4.")
    }
    page.section("In the core")
    page.excerpt("LanguageModel.addGradients", says: "A part")
    page.check(prefix: "accumulate")
    page.check(prefix: "micro")
    page.check(prefix: "part")
    page.checkYourself([
      (
        "Does accumulation save time?",
        "No: the same texts go through the same layers. It saves memory: only one part's intermediate numbers are kept at a time."
      )
    ])
    page.keep("Gradients add up; weigh each part by what it counts.")
  }
}
