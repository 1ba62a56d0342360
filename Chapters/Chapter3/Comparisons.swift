import ChapterKit
import Core
import Dataset
import Numerics

extension Chapter3 {
  static let experiments = [Comparisons.guidance]
}

/// The chapter's comparisons of trainings.
enum Comparisons {
  /// The recipe of the wide model that is kept with the chapter.
  static let book = ShapesRecipe()
  /// Shares of dropped labels, from none to nearly all.
  static let shares = [0, 0.1, 0.5, 0.9].map { ShapesRecipe(dropping: $0) }
  static let small = ShapesRecipe(features: 8)
  static let brief = ShapesRecipe(steps: 2000)
  /// Guidance scales at which samples are judged.
  static let scales = [1.0, 2, 3, 5, 12]

  static let guidance = Experiment(
    "guidance", "When does guidance help, and how many labels must be dropped for it?",
    rows: shares + [small, brief],
    measures: ["asked", "clean", "distance"].flatMap { what in scales.map { measure(what, $0) } },
    starts: 5, seconds: 40, measure: measure)

  /// What a measured number is called.
  static func measure(_ what: String, _ scale: Double) -> String {
    "\(what) at w = \(Int(scale))"
  }

  @Sendable private static func measure(_ recipe: ShapesRecipe, _ random: NamedRandom) -> [Double] {
    let model = Training(random: random, steps: recipe.steps).shapes(recipe).model
    let (draws, count) = (random["samples"], Measurements.samples)
    let noise = Tensor<Double>([count, 1, 4, 4], normals: draws)
    let cells = scales.map {
      Measurements.Cell(of: Measurements.samples(of: model, noise, scale: $0))
    }
    return cells.map(\.asked) + cells.map(\.clean) + cells.map(\.distance)
  }
}
