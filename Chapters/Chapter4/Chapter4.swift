import ChapterKit
import Core
import Dataset
import Numerics
import Terminal

/// Chapter 4: words. A text tower's words, and a transformer that reads them.
@main
struct Chapter4: PaintingChapter {
  static let about = About(
    4, "Words that steer a picture",
    options: PaintSettings.options, weights: "the small painter",
    words: Prompt.words)

  let common: ChapterSettings
  var asked: PaintSettings
  /// The transformer that is worked by hand, with the parameters that it starts from.
  let model: TextDiT<Double>

  init(_ given: Arguments, _ common: ChapterSettings) throws {
    self.common = common
    asked = try PaintSettings(given, common, chapter: 4)
    model = try common.started(TextDiT(Sizes.byHand))
  }

  func compute(_ console: Console) async throws -> Chapter4Story {
    let trained = try trained(console)
    return Chapter4Story(chapter: self, results: try Results(self, trained, console))
  }

  func film(_ console: Console) throws -> Film {
    let pictures = path(by: try Painter(try trained(console)), console).map(\.pictures)
    return Film(
      steps: pictures.map { Array($0.prefix(Film.count)) }, end: pictures[Painter.steps],
      edge: Painter.edge)
  }

  /// The run that the page to try out compares with this one.
  var other: Self {
    var other = self
    other.learningRate /= 10
    return other
  }

  /// Two training steps, the forward passes after them, and guided sampling with trained weights: done twice.
  func work(_ models: TrainedModels) throws -> Run {
    let (tower, trained) = try small(models)
    return Run { trace in
      HandComputation(trace: trace, chapter: self).all(tower, trained)
    } core: { recorder, trace in
      CoreComputation(recorder: recorder, trace: trace, chapter: self).all(tower, trained)
    }
  }

  /// All models, trained anew or read.
  func trained(_ console: Console) throws -> TrainedModels {
    guard let trainingSteps = asked.trainingSteps else {
      return try common.kept(.saved(chapter: 4, precision: .bfloat16))
    }
    console.progress("training two pairs of towers and two painters …")
    return try Training(random: common.random, steps: trainingSteps, checkpoint: asked.checkpoint)
      .all {
        done in
        if done % 20 == 0 || done == trainingSteps {
          console.bar("the painter", done, of: trainingSteps)
        }
      }
  }

  /// The small towers and the small painter, trained, with two decimals.
  func small(_ models: TrainedModels) throws -> (Clip<Double>, TextDiT<Double>) {
    let sizes = Clip<Double>.Configuration.captions(isSmall: true)
    return (
      try models.model("clip_small", Clip<Double>(sizes)).twoDecimals,
      try models.model("painter_small", TextDiT<Double>(Sizes.byHand)).twoDecimals
    )
  }
}
