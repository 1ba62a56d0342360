import ChapterKit
import Core
import Dataset
import Numerics

/// How good the models are, as far as it was measured when they were trained.
struct Measurements: Sendable {
  /// The kept flow, at all guidance scales.
  let kept: Readings
  /// Of every set of captions at w = 3.
  let all: [Reading]
  /// The same of chapter 4's painter.
  let chapter4: [Reading]

  /// - Throws: `Failure.badData` if a measurement is missing.
  init(_ trained: TrainedModels, words: TrainedModels) throws {
    kept = try Readings(trained, painter: "latent ")
    all = try Reading.all(trained, painter: "latent ")
    chapter4 = try Reading.all(words)
  }
}
