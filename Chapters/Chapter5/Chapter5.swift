import ChapterKit
import Core
import Dataset
import Numerics
import Terminal

/// Chapter 5: latent diffusion, and the whole system: a prompt in, a picture out.
@main
struct Chapter5: Chapter {
  static let steps = CommandOption(
    "--steps", .whole("N", 1...20), "Euler steps from noise to latents by hand (default: 3)")
  static let about = About(
    5, "Latent diffusion, and the whole system",
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
  /// The VAE that is worked by hand, with the parameters that it starts from.
  let model: VAE<Double>

  init(_ given: Arguments, _ common: ChapterSettings) throws {
    self.common = common
    steps = given.whole(Self.steps) ?? 3
    guidance = given.number(.guidance) ?? 3
    learningRate = given.number(.learningRate) ?? 0.01
    solver = given.solver
    count = given.whole(.count) ?? 8
    trainingSteps = given.whole(.train)
    checkpoint = try TrainingFile(given, common, chapter: 5)
    prompt = try Prompt(given.words)
    model = try common.started(VAE(Small.vae))
  }

  var settings: [(name: String, value: String)] {
    [
      ("prompt", prompt.text), ("guidance", "\(guidance)"), ("steps", "\(steps)"),
      ("solver", solver.rawValue), ("count", "\(count)"), ("learning_rate", "\(learningRate)"),
      ("train", trainingSteps.map { "\($0)" } ?? "kept"),
    ]
  }

  /// One training step of the VAE and one of the flow on its latents, and guided steps, each painted:
  /// done twice.
  func work(_ small: SmallModels) -> Run {
    Run { trace in
      HandComputation(trace: trace, chapter: self).all(small)
    } core: { recorder, trace in
      CoreComputation(recorder: recorder, trace: trace, chapter: self).all(small)
    }
  }
}

/// What the work by hand takes as it was trained, two decimals each, and the flow that its step starts from.
struct SmallModels: Sendable {
  /// Chapter 4's.
  var words: ClipText<Double>
  var vae: VAE<Double>
  var scale: Double
  var flow: TextDiT<Double>
  var flowStart: TextDiT<Double>
}

extension Chapter5 {
  func compute(_ console: Console) async throws -> Chapter5Story {
    let words = try TrainedModels.kept(chapter: 4, precision: .brain)
    let trained = try trained(words, console)
    console.progress("two training steps and \(steps) guided steps by hand …")
    let small = try smallModels(trained, words: words)
    return try Chapter5Story(
      chapter: self, run: work(small), trained: trained, words: words, small: small)
  }

  /// What the work by hand takes as it was trained.
  func smallModels(_ trained: TrainedModels, words: TrainedModels) throws -> SmallModels {
    var start = TextDiT<Double>(Small.flow)
    start.initialize { StartingValues.readable($0, common.random) }
    return SmallModels(
      words: try words.model("clip_small", Clip<Double>(.captions(isSmall: true))).twoDecimals.text,
      vae: try trained.model("vae_small", VAE<Double>(Small.vae)).twoDecimals,
      scale: trained.numbers("scale_small").first ?? 1,
      flow: try trained.model("flow_small", TextDiT<Double>(Small.flow)).twoDecimals,
      flowStart: start)
  }

  /// All models, trained anew or read.
  func trained(_ words: TrainedModels, _ console: Console) throws -> TrainedModels {
    guard let trainingSteps else { return try .kept(chapter: 5, precision: .brain) }
    console.progress("training two VAEs and two flows …")
    return try Training(random: common.random, steps: trainingSteps, checkpoint: checkpoint)
      .all(words: words) { done in
        if done % 20 == 0 || done == trainingSteps {
          console.bar("the flow on latents", done, of: trainingSteps)
        }
      }
  }
}
