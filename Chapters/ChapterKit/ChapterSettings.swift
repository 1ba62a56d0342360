import Core
import Foundation
import Numerics
import Terminal

/// What every chapter's command line can ask for.
package struct ChapterSettings: Sendable {
  /// `--seed`'s number; 1 where it was not given.
  package let seed: UInt64
  /// Whether `--quiet` was given.
  package let isQuiet: Bool
  /// The worksheet that `--worksheet` asks for.
  let worksheet: WorksheetRequest?
  /// Where `--output` or `--worksheet` asks to write.
  let output: URL?
  /// The command line.
  let given: Arguments
  private let weights: String?

  /// The random numbers of this seed.
  package var random: NamedRandom { NamedRandom(seed: seed) }

  /// Where the starting parameters come from, as a page says it.
  package var origin: String {
    weights == nil ? "drawn, two decimals" : "from the `--weights` file"
  }
  /// Whether `--weights` was given.
  package var startsFromFile: Bool { weights != nil }

  /// - Throws: `Failure.usage` for options of a worksheet that nobody asked for.
  init(_ given: Arguments) throws {
    self.given = given
    seed = UInt64(given.whole(.seed) ?? 1)
    isQuiet = given.has(.quiet)
    weights = given.text(.weights)
    worksheet = try WorksheetRequest(given)
    output = worksheet?.folder ?? given.text(.output).map { URL(asGiven: $0) }
  }

  /// A model with the parameters that the worked step starts from: drawn, or those of `--weights`.
  ///
  /// - Throws: `Failure.noInput` if the file cannot be read, `Failure.badData` if it is no
  ///   safetensors file, has other tensors than the model, or a number that is not finite.
  package func started<Model: Module<Double>>(_ model: Model) throws -> Model {
    var model = model
    guard let weights else {
      model.initialize { StartingValues.readable($0, random) }
      return model
    }
    try WeightsFile(weights).load(into: &model)
    return model
  }
}

extension CommandOption {
  /// `--steps N`: from 1 to 20.
  ///
  /// - Parameter count: What the help calls the default. The chapter itself must take it where
  ///   nothing was given.
  package static func steps(default count: Int) -> CommandOption {
    CommandOption(
      "--steps", .whole("N", 1...20, because: "each step by hand fills pages"),
      "Euler steps from noise to picture by hand (default: \(count))")
  }

  /// `--learning-rate X`: a number above 0.
  package static let learningRate = CommandOption(
    "--learning-rate", .positive("X"), "AdamW's learning rate in the worked step (default: 0.01)")
}
