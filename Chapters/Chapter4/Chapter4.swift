import ChapterKit
import Core
import Dataset
import Numerics
import Terminal

/// Chapter 4: words. A text tower's words, and a transformer that reads them.
@main
struct Chapter4: Chapter {
  static let steps = CommandOption(
    "--steps", .whole("N", 1...20), "Euler steps from noise to picture by hand (default: 3)")
  static let about = About(
    4, "Words that steer a picture",
    options: [.guidance, steps, .solver, .count, .learningRate, .train, .checkpoint],
    words: Prompt.words)

  let common: ChapterSettings
  let steps: Int
  let prompt: Prompt
  let guidance: Double
  var learningRate: Double
  let solver: Solver
  let count: Int
  /// Nil where the kept models are read.
  let trainingSteps: Int?
  let checkpoint: TrainingFile?
  /// The transformer that is worked by hand, with the parameters that it starts from.
  let model: TextDiT<Double>

  init(_ given: Arguments, _ common: ChapterSettings) throws {
    self.common = common
    steps = given.whole(Self.steps) ?? 3
    guidance = given.number(.guidance) ?? 3
    learningRate = given.number(.learningRate) ?? 0.01
    solver = given.solver
    count = given.whole(.count) ?? 8
    trainingSteps = given.whole(.train)
    checkpoint = try TrainingFile(given, common, chapter: 4)
    prompt = try Prompt(given.words)
    model = try common.started(TextDiT(Sizes.small))
  }

  var settings: [(name: String, value: String)] {
    [
      ("prompt", prompt.text), ("guidance", "\(guidance)"), ("steps", "\(steps)"),
      ("solver", solver.rawValue), ("count", "\(count)"), ("learning_rate", "\(learningRate)"),
      ("train", trainingSteps.map { "\($0)" } ?? "kept"),
    ]
  }

  func compute(_ console: Console) async throws -> Chapter4Story {
    let trained = try await trained(console)
    console.progress("one training step and \(steps) guided steps by hand …")
    return try Chapter4Story(chapter: self, run: work(trained), trained: trained)
  }

  /// One training step, the forward pass after it, and guided sampling with trained weights: done twice.
  func work(_ models: TrainedModels) throws -> Run {
    let sizes = Clip<Double>.Configuration.captions(isSmall: true)
    let tower = try models.model("clip_small", Clip<Double>(sizes)).twoDecimals
    let trained = try models.model("painter_small", TextDiT<Double>(Sizes.small)).twoDecimals
    return Run { trace in
      HandComputation(trace: trace, chapter: self).all(tower, trained)
    } core: { recorder, trace in
      CoreComputation(recorder: recorder, trace: trace, chapter: self).all(tower, trained)
    }
  }

  /// All models, trained anew or read.
  func trained(_ console: Console) async throws -> TrainedModels {
    guard let trainingSteps else { return try .kept(chapter: 4, precision: .brain) }
    console.progress("training two pairs of towers and two painters …")
    return try Training(random: common.random, steps: trainingSteps, checkpoint: checkpoint).all {
      done in
      if done % 20 == 0 || done == trainingSteps {
        console.bar("the painter", done, of: trainingSteps)
      }
    }
  }
}
