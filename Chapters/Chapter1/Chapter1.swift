import ChapterKit
import Core
import Dataset
import Foundation
import Numerics
import Terminal

/// Chapter 1: flow matching with a tiny U-Net.
@main
struct Chapter1: Chapter {
  static let steps = CommandOption(
    "--steps", .whole("N", 1...20), "Euler steps from noise to picture by hand (default: 4)")
  static let train = CommandOption(
    "--train", .whole("N", 0...1_000_000),
    "training steps in the core (default: 20000 for shapes, 3500 for digits)")
  static let mnist = CommandOption(
    "--mnist", .text("DIR"), "train the larger U-Net on MNIST's IDX files in DIR")
  static let about = About(
    1, "Flow matching with a tiny U-Net", options: [steps, .learningRate, train, mnist])

  let common: ChapterSettings
  let steps: Int
  var learningRate: Double
  let shapesSteps: Int
  let digitsSteps: Int
  let mnist: [Picture]?
  /// The U-Net that is worked by hand, with the parameters that it starts from.
  let model: UNet<Double>

  init(_ given: Arguments, _ common: ChapterSettings) throws {
    self.common = common
    steps = given.whole(Self.steps) ?? 4
    learningRate = given.number(.learningRate) ?? 0.01
    shapesSteps = given.whole(Self.train) ?? 20_000
    digitsSteps = given.whole(Self.train) ?? 3500
    mnist = try given.text(Self.mnist).map(Self.readMNIST)
    model = try common.started(
      UNet(.init(imageChannels: 1, channels: 2, timeFeatures: 4, levels: 1, groups: 1)))
  }

  private static func readMNIST(_ path: String) throws -> [Picture] {
    let pictures = try MNIST.pictures(in: URL(filePath: path))
    let (rows, columns) = (pictures[0].rows, pictures[0].columns)
    guard rows % 4 == 0, columns % 4 == 0 else {
      throw Failure.badData("--mnist: pictures of \(rows)×\(columns) cannot be halved twice")
    }
    return pictures
  }

  var settings: [(name: String, value: String)] {
    [
      ("steps", "\(steps)"), ("learning_rate", "\(learningRate)"), ("train", "\(shapesSteps)"),
    ]
  }

  func compute(_ console: Console) async throws -> Chapter1Story {
    console.progress("training three U-Nets in the core …")
    async let digits = DigitsTraining(self)
    async let rival = ShapesTraining(self, timeScale: ShapesTraining.rivalScale)
    let shapes = ShapesTraining(self) { console.bar("training", $0, of: shapesSteps) }
    console.progress("one training step and \(steps) sampling steps by hand …")
    return Chapter1Story(
      chapter: self, run: work(trained: shapes.rounded), shapes: shapes, rival: await rival,
      digits: await digits, questions: Questions(10_000, random: common.random))
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
