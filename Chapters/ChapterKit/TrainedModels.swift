import Core
import Dataset
import Foundation
import Numerics
import Terminal

/// A chapter's trained models: kept in a file beside its code, so that a run need not train them, or
/// trained anew. Either way their numbers are rounded as the file rounds them, so that both give the same
/// pages.
package struct TrainedModels: Sendable {
  /// `MODEL/parameter` and, for the course of its loss, `MODEL/losses`.
  package private(set) var tensors: [(name: String, tensor: Tensor<Double>)] = []
  /// How many steps the models were trained, in the chapter's own measure.
  package let steps: Int
  /// Of the training's draws: its starting values, its batches, and which pictures it has never seen.
  package let seed: UInt64
  /// All draws of the training.
  package var random: NamedRandom { NamedRandom(seed: seed) }
  /// Which sprites have been shown, and which never.
  package var split: Split { Split(random: random) }

  /// Whether what was measured when they were trained is kept with them, and is still of these: thousands of
  /// paintings are not worth it for models that have learned nothing yet.
  package var isMeasured: Bool { steps >= 1000 && !isReplaced }
  private var isReplaced = false

  private let precision: Safetensors.Precision
  /// Whose file they were read from; nil if they were trained by this run.
  private var chapter: Int?

  /// No models yet.
  ///
  /// - Parameters:
  ///   - steps: Of the training, in the chapter's own measure.
  ///   - seed: Of its draws.
  ///   - precision: Of the file, to which all numbers are rounded.
  package init(steps: Int, seed: UInt64 = 1, precision: Safetensors.Precision = .single) {
    self.steps = steps
    self.seed = seed
    self.precision = precision
  }

  /// The file's place: written by `--train` and copied there.
  private static func file(_ chapter: Int) -> URL {
    Package.root.appending(path: "Chapters/Chapter\(chapter)/Weights/trained.safetensors")
  }

  /// The models that are kept beside a chapter's code.
  ///
  /// - Throws: `Failure.noInput` if the file is missing, `Failure.badData` if it is damaged.
  package static func saved(chapter: Int, precision: Safetensors.Precision = .single) throws
    -> TrainedModels
  {
    let path = file(chapter).path
    let bytes = try InputFile.bytes(of: path)
    do {
      let file = try Safetensors(bytes: bytes)
      guard let steps = file.metadata["steps"].flatMap({ Int($0) }) else {
        throw SafetensorsError(description: "it does not say how many steps were trained")
      }
      guard let seed = UInt64(file.metadata["seed"] ?? "1") else {
        throw SafetensorsError(description: "its seed is no whole number")
      }
      var models = TrainedModels(steps: steps, seed: seed, precision: precision)
      (models.tensors, models.chapter) = (file.tensors, chapter)
      return models
    } catch {
      throw Failure.badData("\(path): \(error)")
    }
  }

  /// These models, but those that a file brings in their place: tensors under `MODEL/parameter`, all of each
  /// model's. They are taken as they are, unrounded. Nothing counts as measured any more.
  ///
  /// - Parameter path: Of the file, for messages.
  /// - Throws: `Failure.badData` for a name that these models have not, another shape, a number that is not
  ///   finite, or a model of which something is missing.
  func replacing(with file: Safetensors, from path: String) throws -> TrainedModels {
    func refused(_ why: String) -> Failure { .badData("--weights: \(path): \(why)") }
    var models = self
    models.isReplaced = true
    let places = Dictionary(uniqueKeysWithValues: tensors.enumerated().map { ($1.name, $0) })
    func model(_ name: String) -> Substring { name.prefix { $0 != "/" } }
    for (name, tensor) in file.tensors {
      guard let place = places[name] else { throw refused("no trained model has '\(name)'") }
      guard tensors[place].tensor.shape == tensor.shape else {
        throw refused("\(name) has shape \(tensor.shape), not \(tensors[place].tensor.shape)")
      }
      guard tensor.values.allSatisfy(\.isFinite) else {
        throw refused("\(name) has a number that is not finite")
      }
      models.tensors[place].tensor = tensor
    }
    let (brought, given) = (Set(file.tensors.map { model($0.name) }), Set(file.tensors.map(\.name)))
    if let missing = tensors.map(\.name).first(where: {
      brought.contains(model($0)) && !given.contains($0) && !$0.hasSuffix("/losses")
    }) {
      throw refused("\(missing) is missing")
    }
    return models
  }

  /// The file's bytes. A seed of 1 is not written, as in files from before seeds were kept.
  package var encoded: Data {
    var metadata = ["steps": "\(steps)"]
    if seed != 1 { metadata["seed"] = "\(seed)" }
    return Safetensors(tensors, metadata: metadata).encoded(as: precision)
  }

  /// Adds a model, and its losses as means of a hundredth of the steps each.
  package mutating func add<Element>(
    _ name: String, _ model: some Module<Element>, losses: [Element]? = nil
  ) {
    let precision = precision
    let rounded = { (tensor: Tensor<Element>) in
      Tensor<Double>(tensor.shape, tensor.values.map { precision.rounded(Double($0)) })
    }
    for p in model.parameters { tensors.append(("\(name)/\(p.name)", rounded(p.value))) }
    guard let losses else { return }
    let window = max(1, losses.count / 100)
    let means = losses.parts(of: window).map { part in
      precision.rounded(Double(part.reduce(0, +) / Element(part.count)))
    }
    tensors.append(("\(name)/losses", Tensor([means.count], means)))
  }

  /// Adds numbers that a training found out, under `NAME/NUMBERS`; they must be exact in the file's
  /// precision.
  package mutating func add(_ name: String, _ values: [Double]) {
    require(values.allSatisfy { precision.rounded($0) == $0 }, "\(name) would be rounded")
    tensors.append((name, Tensor([values.count], values)))
  }

  /// Numbers that a training found out.
  ///
  /// - Throws: `Failure.badData` if there are none of this name.
  package func numbers(_ name: String) throws -> [Double] {
    guard let found = tensors.first(where: { $0.name == name }) else { throw lacks(name) }
    return found.tensor.values
  }

  /// A number that a training found out.
  ///
  /// - Throws: `Failure.badData` if there is none of this name, or more than one.
  package func number(_ name: String) throws -> Double {
    let numbers = try numbers(name)
    guard numbers.count == 1 else {
      throw Failure.badData(
        "the trained models have \(numbers.count) numbers for '\(name)', not one")
    }
    return numbers[0]
  }

  /// What is missing, and what can be done about it.
  private func lacks(_ name: String) -> Failure {
    let mend = chapter.map {
      "; restore Chapters/Chapter\($0)/Weights, or train anew: swift run chapter\($0) --train N"
    }
    return .badData("the trained models lack '\(name)'\(mend ?? "")")
  }

  /// Adds numbers with twice the digits that the file's precision has: each as two that add up to it.
  package mutating func addFinely(_ name: String, _ values: [Double]) {
    let coarse = values.map(precision.rounded)
    add(name, coarse)
    add("\(name) rest", zip(values, coarse).map { precision.rounded($0 - $1) })
  }

  /// Numbers that `addFinely` has added.
  ///
  /// - Throws: `Failure.badData` if there are none of this name.
  package func fineNumbers(_ name: String) throws -> [Double] {
    try zip(numbers(name), numbers("\(name) rest")).map { $0 + $1 }
  }

  /// Trains so many models, two at a time; the result does not depend on who is done first.
  package static func trained(
    steps: Int, seed: UInt64, _ count: Int,
    _ train: @escaping @Sendable (Int) -> TrainedModels
  ) async -> TrainedModels {
    var results: [Int: TrainedModels] = [:]
    await withTaskGroup(of: (Int, TrainedModels).self) { group in
      for i in 0..<count {
        if i >= 2, let (k, done) = await group.next() { results[k] = done }
        group.addTask { (i, train(i)) }
      }
      for await (k, done) in group { results[k] = done }
    }
    var all = TrainedModels(steps: steps, seed: seed)
    for i in 0..<count {
      guard let result = results[i] else { stop("training \(i) has given nothing") }
      all.tensors += result.tensors
    }
    return all
  }

  /// A model with its trained parameters.
  ///
  /// - Throws: `Failure.badData` if they are not those of such a model.
  package func model<Model: Module>(_ name: String, _ empty: Model) throws -> Model {
    var model = empty
    var found: [String: Tensor<Model.Element>] = [:]
    for (full, tensor) in tensors where full.hasPrefix("\(name)/") && !full.hasSuffix("/losses") {
      found[String(full.dropFirst(name.count + 1))] = tensor.converted()
    }
    do {
      try model.load(found)
    } catch {
      throw Failure.badData("the trained model '\(name)': \(error)")
    }
    return model
  }

  /// The mean losses of equal parts of a model's training; none after a training without steps.
  ///
  /// - Throws: `Failure.badData` if there is no such model.
  package func losses(_ name: String) throws -> [Double] { try numbers("\(name)/losses") }
}
