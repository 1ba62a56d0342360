import ChapterKit
import Core
import Dataset
import Numerics

/// How a model of the sixteen shapes is trained.
struct ShapesRecipe: ExperimentRow, Equatable {
  /// The width of the transformer.
  var features = 16
  /// Its depth.
  var blocks = 1
  var steps = 20_000
  /// How often a label is dropped.
  var dropping = 0.1

  var sizes: DiT<Double>.Configuration {
    var sizes = DiT<Double>.Configuration(
      size: 4, patch: 2, imageChannels: 1, features: features, heads: 2, hidden: 2 * features,
      layers: blocks)
    sizes.classes = ShapeClasses.names.count
    return sizes
  }

  static let columns = ["features", "blocks", "steps", "labels dropped"]
  var cells: [String] {
    ["\(features)", "\(blocks)", "\(steps)", "\(dropping)"]
  }

  /// What pages call it.
  var words: String {
    [
      "\((100 * dropping).fixed(0)) % dropped", features == 16 ? nil : "\(features) features",
      steps == 20_000 ? nil : "\(steps.grouped) steps",
    ].compactMap { $0 }.joined(separator: ", ")
  }
}
