import ChapterKit
import Dataset
import Formats
import Numerics
import Walkthrough

extension Chapter1Story {
  private var digits: DigitsDrawn { results.digits }

  func digitsPage(_ page: Page) {
    let what = digits.isMNIST ? "MNIST's handwritten digits" : "digits drawn with random strokes"
    page.section("Why")
    page.text(
      """
      Nothing in this chapter was made for 4×4 pictures. The same layers, the same loss and the same
      solver, with two levels instead of one (\(digits.edge)×\(digits.edge) → \(digits.edge / 2)×\(digits.edge / 2) → \(digits.edge / 4)×\(digits.edge / 4) and up again), 8 and
      16 channels, and \(results.models.digits.model.parameterCount.grouped) parameters, learn \(what). No two of the training
      pictures are alike, so this model has to learn what digits have in common. Or does it learn them by heart? That is \(page.link("copying")).
      It is computed in `Float` (32 bits); real systems use as many bits or fewer.
      """)
    page.section("Training")
    let training = results.models.digits
    if training.losses.isEmpty {
      page.text("This run was started with `--train 0`, so nothing was trained.")
    } else {
      let window = max(1, training.steps / 100)
      let points = training.losses.enumerated().map { (x: Double($0 * window), y: $1) }
      page.picture(
        "loss.svg",
        Curve.svg([("loss", points)], xLabel: "step", yLabel: "loss, mean of \(window) steps").utf8,
        alt: "The loss over the steps of training on digits")
      page.text(
        "\(training.steps.grouped) steps with batches of \(DigitsTraining.batch) pictures.")
    }
    page.section("Data")
    page.picture(
      "data.png",
      sheet(digits.data),
      alt: "24 digits of the training data")
    page.section("Samples")
    page.text("The first 24 draws, made in 16 Heun steps:")
    page.picture(
      "samples.png",
      sheet(digits.samples),
      alt: "24 pictures made by the trained model")
    page.text(
      """
      \(readingText) The model was not told which digit to draw, and it
      cannot be asked for one: that is chapter 3's subject. If you have MNIST's files, unpacked, in a folder:
      `swift run chapter1 --mnist FOLDER --output B`.
      """)
    page.checkYourself([
      (
        "How many numbers does a picture have here, and how many parameters per number of it does the model have?",
        "\(digits.edge)×\(digits.edge) = \(digits.edge * digits.edge) numbers; \(results.models.digits.model.parameterCount.grouped) parameters are \((results.models.digits.model.parameterCount / (digits.edge * digits.edge)).grouped) for each."
      )
    ])
    page.keep("Size is a matter of loops; the idea does not change.")
  }
  /// What the judge says of the samples.
  private var readingText: String {
    guard let reading = digits.reading else { return "Look for yourself how many are clear." }
    return """
      A judge that knows \(Digits.family.count.grouped) drawings (every digit at many places, slants and
      thicknesses) compares each sample with all of them. It *reads* a sample if the nearest drawing of any other digit
      is at least \(DigitsDrawn.margin.shown) times as far as the nearest of all: it reads
      **\(Proportion(reading.samples, of: reading.count).text(decimals: 0))** of \(reading.count) samples, and
      \((100 * Double(reading.data) / Double(reading.count)).fixed(0)) % of as many fresh pictures of the data.
      """
  }

  private func sheet(_ pictures: [Picture]) -> [UInt8] {
    PNG.sheet(
      pictures.map { Pixels($0.pixels, columns: $0.columns) }, perRow: 12,
      scale: digits.edge > 12 ? 2 : 6)
  }
}
