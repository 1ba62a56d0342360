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
  static let guidance = CommandOption(
    "--guidance", .notNegative("W"), "how strongly to ask: 0 not at all, 1 plainly (default: 3)")
  private static let solvers: [(name: String, solver: Solver)] = [
    ("euler", .euler), ("midpoint", .midpoint), ("heun", .heun), ("rk4", .rungeKutta4),
  ]
  static let solver = CommandOption(
    "--solver", .choice("NAME", solvers.map(\.name)),
    "how the painter goes from noise to picture: euler, midpoint, heun or rk4 (default: euler)")
  static let count = CommandOption(
    "--count", .whole("N", 1...64), "how many paintings of the prompt (default: 8)")
  static let train = CommandOption(
    "--train", .whole("N", 0...1_000_000),
    "train all models anew, N steps (default: read those kept with the chapter)")
  static let about = About(
    4, "Words that steer a picture",
    options: [guidance, steps, solver, count, .learningRate, train, .checkpoint],
    words: (
      0...Vocabulary.captionLength, "[\"a cat wearing a tiny hat\"]",
      "The prompt may say: \(Vocabulary.captions.words.joined(separator: " "))."
    ))

  let common: ChapterSettings
  let steps: Int
  let prompt: String
  let ids: [Int]
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
    guidance = given.number(Self.guidance) ?? 3
    learningRate = given.number(.learningRate) ?? 0.01
    solver = Self.solvers.first { $0.name == given.text(Self.solver) }?.solver ?? .euler
    count = given.whole(Self.count) ?? 8
    let trainingSteps = given.whole(Self.train)
    if given.has(.checkpoint) && trainingSteps == nil {
      throw Failure.usage("--checkpoint means nothing without --train")
    }
    self.trainingSteps = trainingSteps
    checkpoint = given.text(.checkpoint).map {
      TrainingFile(
        $0,
        settings: [
          "chapter": "4", "seed": "\(common.seed)", "steps": "\(trainingSteps ?? 0)",
        ])
    }
    let words = given.words.flatMap { $0.split(whereSeparator: \.isWhitespace).map(String.init) }
    try checkpoint?.kept()  // a wrong file is told of before anything is trained
    prompt = given.words.isEmpty ? "a cat wearing a tiny hat" : words.joined(separator: " ")
    ids = try Self.encode(prompt)
    model = try common.started(TextDiT(Sizes.small))
  }

  private static func encode(_ prompt: String) throws -> [Int] {
    let vocabulary = Vocabulary.captions
    do {
      let ids = try vocabulary.padded(prompt)
      guard ids.count == Vocabulary.captionLength else {
        throw Failure.usage(
          "the prompt has \(ids.count - 2) words; at most \(Vocabulary.captionLength - 2) fit")
      }
      return ids
    } catch let error as Vocabulary.UnknownWord {
      throw Failure.usage(
        "the prompt's word '\(error.word)' is unknown; known are: "
          + vocabulary.words.joined(separator: " "))
    }
  }

  var settings: [(name: String, value: String)] {
    [
      ("prompt", prompt), ("guidance", "\(guidance)"), ("steps", "\(steps)"),
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
    let sizes = Sizes.clip(Double.self, isSmall: true)
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
