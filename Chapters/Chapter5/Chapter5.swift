import ChapterKit
import Core
import Dataset
import Numerics
import Terminal

/// Chapter 5: latent diffusion, and the whole system: a prompt in, a picture out.
@main
struct Chapter5: PaintingChapter {
  static let about = About(
    5, "Latent diffusion, and the whole system",
    options: PaintSettings.options + [.exportData], weights: "the small VAE",
    words: Prompt.words)

  let common: ChapterSettings
  var asked: PaintSettings
  /// The VAE that is worked by hand, with the parameters that it starts from.
  let model: VAE<Double>
  /// Where the training's data is written if nobody wants the book; nil where the book is wanted.
  private let dataFile: String?

  init(_ given: Arguments, _ common: ChapterSettings) throws {
    self.common = common
    asked = try PaintSettings(given, common, chapter: 5)
    dataFile = given.text(.exportData)
    if let dataFile { try OutputFile.check(dataFile, example: "data.safetensors") }
    model = try common.started(VAE(Sizes.vaeByHand))
  }

  /// Where the data of the flow's training is asked for, it is written, and nothing else.
  func isDone(_ console: Console) throws -> Bool {
    guard let dataFile else { return try isPaintedOnly(console) }
    let words = try TrainedModels.saved(chapter: 4, precision: .bfloat16)
    let trained = try trained(words, console)
    let data = ExportedData(self, try LatentSystem(trained), trained.split, console)
    try OutputFile.write([UInt8](data.encoded), to: dataFile)
    try console.summary("pictures, captions and a painting's noise: \(dataFile.onOneLine())")
    return true
  }

  func film(_ console: Console) throws -> Film {
    let words = try TrainedModels.saved(chapter: 4, precision: .bfloat16)
    let system = try LatentSystem(try trained(words, console))
    return system.film(of: path(by: system.painter, console))
  }

  /// The run that the page to try out compares with this one.
  var other: Self {
    var other = self
    other.learningRate /= 10
    return other
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
    let words = try TrainedModels.saved(chapter: 4, precision: .bfloat16)
    let trained = try trained(words, console)
    return Chapter5Story(
      chapter: self, results: try Results(self, trained, words: words, console))
  }

  /// What the work by hand takes as it was trained.
  func smallModels(_ trained: TrainedModels, words: TrainedModels) throws -> SmallModels {
    var start = TextDiT<Double>(Sizes.flowByHand)
    start.initialize { StartingValues.readable($0, common.random) }
    return SmallModels(
      words: try words.model("clip_small", Clip<Double>(.captions(isSmall: true))).twoDecimals.text,
      vae: try trained.model("vae_small", VAE<Double>(Sizes.vaeByHand)).twoDecimals,
      scale: try trained.number("scale_small"),
      flow: try trained.model("flow_small", TextDiT<Double>(Sizes.flowByHand)).twoDecimals,
      flowStart: start)
  }

  /// All models, trained anew or read.
  func trained(_ words: TrainedModels, _ console: Console) throws -> TrainedModels {
    guard let trainingSteps = asked.trainingSteps else {
      return try common.kept(.saved(chapter: 5, precision: .bfloat16))
    }
    console.progress("training VAEs and flows …")
    return try Training(random: common.random, steps: trainingSteps, checkpoint: asked.checkpoint)
      .all(words: words) { done in
        let all = Training.flowSteps(trainingSteps)
        if done % 20 == 0 || done == all {
          console.bar("the flow on latents", done, of: all)
        }
      }
  }
}
