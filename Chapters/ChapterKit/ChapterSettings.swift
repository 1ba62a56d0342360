import Core
import Foundation
import Numerics
import Terminal

/// What every chapter's command line can ask for.
package struct ChapterSettings: Sendable {
  package let seed: UInt64
  package let isQuiet: Bool
  /// Where `--output` asks to write.
  let output: URL?
  /// The command line.
  let given: Arguments
  private let weights: String?

  package var random: NamedRandom { NamedRandom(seed: seed) }

  /// Where the starting parameters come from, as a page says it.
  package var origin: String {
    weights == nil ? "drawn, two decimals" : "from the `--weights` file"
  }
  package var startsFromFile: Bool { weights != nil }

  init(_ given: Arguments) {
    self.given = given
    seed = UInt64(given.whole(.seed) ?? 1)
    isQuiet = given.has(.quiet)
    weights = given.text(.weights)
    output = given.text(.output).map { URL(filePath: $0) }
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
    let bytes = try InputFile.bytes(of: weights)
    do {
      try model.load(Safetensors(bytes: bytes).byName)
    } catch {
      throw Failure.badData("--weights: \(weights): \(error)")
    }
    for p in model.parameters {
      guard let place = p.value.values.firstIndex(where: { !$0.isFinite }) else { continue }
      throw Failure.badData(
        "--weights: \(weights): entry \(place) of \(p.name) is \(p.value.values[place])")
    }
    return model
  }
}

extension CommandOption {
  package static let learningRate = CommandOption(
    "--learning-rate", .positive("X"), "AdamW's learning rate in the worked step (default: 0.01)")
}
