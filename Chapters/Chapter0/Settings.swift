import ChapterKit
import Core
import Dataset
import Foundation
import Numerics
import Terminal

/// What the command line asks for.
struct Settings: Sendable {
  static let learningRate = CommandOption(
    "--learning-rate", .positive("X"), "AdamW's learning rate in the worked step (default: 0.01)")
  static let train = CommandOption(
    "--train", .whole("N", 0...1_000_000), "training steps in the core (default: 100)")
  static let options: [CommandOption] = [
    .output, .seed, .weights, learningRate, train, .quiet, .help, .version,
  ]
  static let vocabulary = Vocabulary.tiny
  static let configuration = Gpt<Double>.Configuration(
    vocabulary: 6, length: 5, features: 16, heads: 2, hidden: 64, layers: 1)

  let seed: UInt64
  let sentence: String
  /// The sentence as numbers, from [BOS] to [EOS].
  let ids: [Int]
  var learningRate: Double
  let trainingSteps: Int
  let output: URL
  let isQuiet: Bool
  /// Where the worked step starts: from `--weights`, else drawn.
  let parameters: [Parameter<Double>]
  private let startsFromFile: Bool
  /// What to print instead of running, for `--help` and `--version`.
  let answer: String?

  /// What the model is shown, and what it should say at each place.
  var inputs: [Int] { Array(ids.dropLast()) }
  var targets: [Int] { Array(ids.dropFirst()) }

  /// Where the starting parameters come from, as a page says it.
  var origin: String { startsFromFile ? "from the `--weights` file" : "drawn, two decimals" }

  /// What the settings are called in a trace.
  var listed: [(name: String, value: String)] {
    [
      ("chapter", "0"), ("sentence", sentence), ("seed", "\(seed)"),
      ("learning_rate", "\(learningRate)"), ("train", "\(trainingSteps)"),
      ("weights", startsFromFile ? "file" : "drawn"),
    ]
  }

  /// - Throws: `Failure` for wrong options, unknown words, and files that cannot be used.
  init(_ words: [String]) throws {
    let given = try Arguments(words, options: Self.options, words: 0...1)
    seed = UInt64(given.whole(.seed) ?? 1)
    let text = given.words.first ?? "I like transformers"
    sentence = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    ids = try Self.encode(text)
    learningRate = given.number(Self.learningRate) ?? 0.01
    trainingSteps = given.whole(Self.train) ?? 100
    isQuiet = given.has(.quiet)
    startsFromFile = given.has(.weights)
    output =
      given.text(.output).map { URL(filePath: $0) }
      ?? Package.root.appending(path: "Output/chapter0")
    if given.has(.help) {
      answer = Self.help
    } else {
      answer = given.has(.version) ? "Tiny Hat \(Package.version)" : nil
    }
    var model = Gpt<Double>(Self.configuration)
    let random = NamedRandom(seed: seed)
    model.initialize { name, shape in Self.start(name, shape, random) }
    if let path = given.text(.weights) { try ChapterFiles.load(path, into: &model) }
    parameters = model.parameters
  }

  private static func encode(_ text: String) throws -> [Int] {
    let known = vocabulary.words.joined(separator: ", ")
    do {
      let ids = try vocabulary.encode(text)
      let most = configuration.length - 1
      guard (1...most).contains(ids.count - 2) else {
        throw Failure.usage("the sentence needs 1 to \(most) words, out of: \(known)")
      }
      return ids
    } catch let error as Vocabulary.UnknownWord {
      throw Failure.usage("'\(error.word)' is not in the vocabulary: \(known)")
    }
  }

  /// Starting values with two decimals: weights spread around 0, more narrowly the more inputs are
  /// summed; embeddings wider, a norm's scales around 1.
  static func start(_ name: String, _ shape: [Int], _ random: NamedRandom) -> [Double] {
    let draws = random[name]
    let isNorm = name.contains("norm") || name.hasPrefix("ln_f")
    let isScale = isNorm && name.hasSuffix("weight")
    let inputs = Double(shape.dropFirst().reduce(1, *))
    var reach = isNorm || name.hasSuffix("bias") ? 0.2 : min(0.6, 1.5 / inputs.squareRoot())
    if name.contains("embedding") { reach = 1 }
    return (0..<shape.reduce(1, *)).map { i in
      ((isScale ? 1 : 0) + reach * (2 * draws.uniform(i) - 1)).roundedToTwoDecimals
    }
  }

  private static let help = """
    Chapter 0: one whole training step of a transformer, by hand.

    swift run chapter0 ["\(vocabulary.words.joined(separator: " "))"] [options]

    A sentence of 1 to \(configuration.length - 1) of these words: \
    \(vocabulary.words.joined(separator: ", ")).

    \(Arguments.list(options))
    """
}
