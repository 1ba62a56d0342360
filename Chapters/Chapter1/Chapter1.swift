import ChapterKit
import Core
import Dataset
import Foundation
import Numerics
import Terminal

/// Chapter 1: flow matching with a tiny U-Net.
@main
struct Chapter1: Chapter {
  static let steps = CommandOption.steps(default: 8)
  static let train = CommandOption(
    "--train", .whole("N", 0...1_000_000),
    "train all models anew, N steps (default: read the saved ones; 20000 with another seed)"
  )
  static let mnist = CommandOption(
    "--mnist", .text("DIR"), "train the larger U-Net on MNIST's IDX files in DIR")
  static let about = About(
    1, "Flow matching with a tiny U-Net", options: [steps, .learningRate, train, mnist])

  let common: ChapterSettings
  let steps: Int
  var learningRate: Double
  /// Of the small U-Net; nil where the saved models are read.
  let trainingSteps: Int?
  let digits: DigitPictures
  /// The U-Net that is worked by hand, with the parameters that it starts from.
  let model: UNet<Double>

  init(_ given: Arguments, _ common: ChapterSettings) throws {
    self.common = common
    steps = given.whole(Self.steps) ?? 8
    learningRate = given.number(.learningRate) ?? 0.01
    trainingSteps = given.whole(Self.train) ?? (common.seed == 1 ? nil : Self.usualSteps)
    digits = DigitPictures(
      mnist: try given.text(Self.mnist).map(Self.readMNIST), random: common.random)
    model = try common.started(UNet(Sizes.byHand))
  }

  private static let usualSteps = 20_000

  /// Whether the run's models are those that are saved, read or trained anew.
  var learnsWhatIsSaved: Bool {
    common.seed == 1 && (trainingSteps ?? Self.usualSteps) == Self.usualSteps
  }

  /// How long the digits are learned if the shapes take so many steps.
  static func digitsSteps(_ steps: Int) -> Int { 7 * steps / 40 }

  private static func readMNIST(_ path: String) throws -> [Picture] {
    let pictures = try MNIST.pictures(in: URL(asGiven: path))
    let (rows, columns) = (pictures[0].rows, pictures[0].columns)
    guard rows % 4 == 0, columns % 4 == 0 else {
      throw Failure.badData("--mnist: pictures of \(rows)×\(columns) cannot be halved twice")
    }
    return pictures
  }

  var settings: [(name: String, value: String)] {
    [
      ("steps", "\(steps)"), ("learning_rate", "\(learningRate)"),
      ("train", "\(trainingSteps ?? Self.usualSteps)"),
    ]
  }

  func compute(_ console: Console) async throws -> Chapter1Story {
    let models =
      if let trainingSteps {
        await Models.trained(self, steps: trainingSteps, console)
      } else { try Models.saved(self, console) }
    return Chapter1Story(chapter: self, results: try Results(self, models, console))
  }

  /// One training step, the forward pass after it, and sampling with trained weights: done twice.
  func work(trained: UNet<Double>) -> Run {
    Run { trace in
      let hand = HandComputation(trace: trace, chapter: self)
      hand.trainOneStep()
      hand.sample(trained)
    } core: { recorder, trace in
      let core = CoreComputation(recorder: recorder, chapter: self)
      core.trainOneStep(gradients: trace.gradients(of: model))
      core.sample(trained)
    }
  }
}
