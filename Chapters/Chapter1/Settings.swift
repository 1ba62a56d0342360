import ChapterKit
import Core
import Dataset
import Foundation
import Numerics
import Terminal

/// What the command line asks for.
struct Settings: Sendable {
  static let steps = CommandOption(
    "--steps", .whole("N", 1...20), "Euler steps from noise to picture by hand (default: 4)")
  static let learningRate = CommandOption(
    "--learning-rate", .positive("X"), "AdamW's learning rate in the worked step (default: 0.01)")
  static let train = CommandOption(
    "--train", .whole("N", 0...1_000_000),
    "training steps in the core (default: 6000 for shapes, 400 for digits)")
  static let mnist = CommandOption(
    "--mnist", .text("DIR"), "train the larger U-Net on MNIST's IDX files in DIR")
  static let options: [CommandOption] = [
    .output, .seed, .weights, steps, learningRate, train, mnist, .quiet, .help, .version,
  ]

  let seed: UInt64
  let steps: Int
  var learningRate: Double
  let shapesSteps: Int
  let digitsSteps: Int
  let output: URL
  let isQuiet: Bool
  /// The U-Net that is worked by hand.
  let configuration = UNet<Double>.Configuration(
    imageChannels: 1, channels: 2, timeFeatures: 4, levels: 1, groups: 1)
  /// Where the worked step starts: from `--weights`, else drawn.
  let parameters: [Parameter<Double>]
  let mnist: [Picture]?
  private let startsFromFile: Bool
  /// What to print instead of running, for `--help` and `--version`.
  let answer: String?

  var random: NamedRandom { NamedRandom(seed: seed) }

  /// Where the starting parameters come from, as a page says it.
  var origin: String { startsFromFile ? "from the `--weights` file" : "drawn, two decimals" }

  /// What the settings are called in a trace.
  var listed: [(name: String, value: String)] {
    [
      ("chapter", "1"), ("seed", "\(seed)"), ("steps", "\(steps)"),
      ("learning_rate", "\(learningRate)"), ("train", "\(shapesSteps)"),
      ("weights", startsFromFile ? "file" : "drawn"),
    ]
  }

  /// - Throws: `Failure` for wrong options, and for files that cannot be used.
  init(_ words: [String]) throws {
    let given = try Arguments(words, options: Self.options)
    seed = UInt64(given.whole(.seed) ?? 1)
    steps = given.whole(Self.steps) ?? 4
    learningRate = given.number(Self.learningRate) ?? 0.01
    shapesSteps = given.whole(Self.train) ?? 6000
    digitsSteps = given.whole(Self.train) ?? 400
    isQuiet = given.has(.quiet)
    output =
      given.text(.output).map { URL(filePath: $0) }
      ?? Package.root.appending(path: "Output/chapter1")
    if given.has(.help) {
      answer = Self.help
    } else {
      answer = given.has(.version) ? "Tiny Hat \(Package.version)" : nil
    }
    startsFromFile = given.has(.weights)
    var model = UNet<Double>(configuration)
    let random = NamedRandom(seed: seed)
    model.initialize { name, shape in Self.start(name, shape, random) }
    if let path = given.text(.weights) {
      try ChapterFiles.load(path, into: &model)
    }
    parameters = model.parameters
    mnist = try given.text(Self.mnist).map(Self.readMNIST)
  }

  private static func readMNIST(_ path: String) throws -> [Picture] {
    let pictures = try MNIST.pictures(in: URL(filePath: path))
    let (rows, columns) = (pictures[0].rows, pictures[0].columns)
    guard rows % 4 == 0, columns % 4 == 0 else {
      throw Failure.badData("--mnist: pictures of \(rows)×\(columns) cannot be halved twice")
    }
    return pictures
  }

  /// Starting values with two decimals: weights spread around 0, more narrowly the more inputs are
  /// summed, a norm's scales around 1.
  static func start(_ name: String, _ shape: [Int], _ random: NamedRandom) -> [Double] {
    let draws = random[name]
    let isNorm = name.contains("norm") || name.hasPrefix("conv_out.0")
    let isScale = isNorm && name.hasSuffix("weight")
    let inputs = Double(shape.dropFirst().reduce(1, *))
    let reach = isNorm || name.hasSuffix("bias") ? 0.2 : min(0.6, 1.5 / inputs.squareRoot())
    return (0..<shape.reduce(1, *)).map { i in
      ((isScale ? 1 : 0) + reach * (2 * draws.uniform(i) - 1)).roundedToTwoDecimals
    }
  }

  private static let help = """
    Chapter 1: flow matching with a tiny U-Net, by hand.

    swift run chapter1 [options]

    \(Arguments.list(options))
    """
}
