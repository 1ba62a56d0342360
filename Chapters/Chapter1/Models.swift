import ChapterKit
import Core
import Terminal

/// The chapter's two trained models.
struct Models: Sendable {
  let shapes: ShapesTraining
  let digits: DigitsTraining
  private let steps: Int

  /// Trains both.
  static func trained(_ chapter: Chapter1, steps: Int, _ console: Console) async -> Models {
    console.progress("training two U-Nets in the core …")
    async let digits = DigitsTraining(chapter, steps: Chapter1.digitsSteps(steps))
    let shapes = ShapesTraining(.walker(steps: steps), random: chapter.common.random) {
      console.bar("training", $0, of: steps)
    }
    return Models(shapes: shapes, digits: await digits, steps: steps)
  }

  /// Those that are saved with the chapter; MNIST's pictures are nobody's to save, and are learned anew.
  ///
  /// - Throws: `Failure` if the file is missing or damaged.
  static func saved(_ chapter: Chapter1, _ console: Console) throws -> Models {
    let saved = try chapter.common.kept(.saved(chapter: 1, precision: .double))
    if chapter.digits.mnist != nil { console.progress("training a U-Net on MNIST …") }
    return Models(
      shapes: try ShapesTraining("shapes", of: saved),
      digits: chapter.digits.mnist == nil
        ? try DigitsTraining(of: saved)
        : DigitsTraining(chapter, steps: Chapter1.digitsSteps(saved.steps)),
      steps: saved.steps)
  }

  /// As a file keeps them.
  var file: TrainedModels {
    var models = TrainedModels(steps: steps, precision: .double)
    shapes.save("shapes", to: &models)
    digits.save(to: &models)
    return models
  }
}
