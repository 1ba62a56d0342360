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
  private let weights: WeightsFile?
  /// Whether `--weights` may bring trained models as well.
  private let keepsModels: Bool

  /// The random numbers of this seed.
  package var random: NamedRandom { NamedRandom(seed: seed) }

  /// Where the starting parameters come from, as a page says it.
  package var origin: String {
    startsFromFile ? "from the `--weights` file" : "drawn, two decimals"
  }
  /// Whether `--weights` brings what the worked step starts from.
  package var startsFromFile: Bool {
    weights.map { !(keepsModels && $0.bringsTrainedModels) } ?? false
  }
  /// What a trace says of `--weights`.
  var weightsSetting: String { weights == nil ? "drawn" : "file" }

  /// - Parameter keepsModels: Whether the chapter has trained models.
  /// - Throws: `Failure.noInput` if the file of `--weights` cannot be read, `Failure.badData` if it is no
  ///   safetensors file, `Failure.usage` for options of a worksheet that nobody asked for.
  init(_ given: Arguments, keepsModels: Bool) throws {
    self.keepsModels = keepsModels
    self.given = given
    seed = UInt64(given.whole(.seed) ?? 1)
    isQuiet = given.has(.quiet)
    weights = try given.text(.weights).map(WeightsFile.init)
    worksheet = try WorksheetRequest(given)
    output = worksheet?.folder ?? given.text(.output).map { URL(asGiven: $0) }
  }

  /// A model with the parameters that the worked step starts from: drawn, or those of `--weights`.
  ///
  /// - Throws: `Failure.badData` if the file has other tensors than the model, or a number that is not
  ///   finite.
  package func started<Model: Module<Double>>(_ model: Model) throws -> Model {
    var model = model
    guard let weights, startsFromFile else {
      model.initialize { StartingValues.readable($0, random) }
      return model
    }
    try weights.load(into: &model)
    return model
  }

  /// The trained models of a chapter; where `--weights` brings others, those in their place.
  ///
  /// - Throws: `Failure.badData` if they are not of this chapter.
  package func kept(_ models: TrainedModels) throws -> TrainedModels {
    guard let weights, !startsFromFile else { return models }
    return try weights.replacing(models)
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
