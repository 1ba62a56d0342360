import ChapterKit
import Core
import Dataset
import Numerics

extension Chapter5 {
  static let experiments = [Comparisons.flows, Comparisons.vaes, Comparisons.intervals]
}

/// A flow on the kept VAE's latents, and how long it is trained.
struct FlowRow: ExperimentRow, Equatable {
  let steps: Int
  /// How often a caption of the training leaves the fur's colour out, and the hat's.
  var unsaid = Caption.unsaid
  /// The logit-normal times' mean, before the sigmoid; above 0, they are nearer to noise.
  var timesMean = 0.0
  /// Of each patch and word.
  var features = Sizes.flow.features

  static let columns = ["steps", "unsaid", "times", "features"]
  var cells: [String] { ["\(steps)", "\(unsaid)", "\(timesMean)", "\(features)"] }
}

/// A VAE that is trained for a tenth of the kept one's time.
struct VAERow: ExperimentRow, Equatable {
  /// How much the KL weighs; with 0 nothing is drawn either.
  let beta: Double

  static let columns = ["beta"]
  var cells: [String] { ["\(beta)"] }
  static let steps = 1000
}

/// At which times guidance counts in the kept flow.
struct IntervalRow: ExperimentRow, Equatable {
  let from, to: Double

  static let columns = ["from", "to"]
  var cells: [String] { ["\(from)", "\(to)"] }
  /// What it was chosen by: captions seen in training, how many are as asked and how far from a sprite.
  static let chosenBy = (share: "seen", distance: "distance, seen")
  /// What it is judged by: all other sets of captions.
  static let judges = Reading.Asked.allCases.filter { $0 != .seen }
  static let distance = "distance, others"
  static let measures =
    [chosenBy.share, chosenBy.distance] + judges.map(PaintingTrial.measure) + [distance]
}

/// The chapter's comparisons of trainings. All are shown what the kept models were shown, so that what they
/// have never seen is the same.
enum Comparisons {
  /// The usual recipe; the same with captions that leave out more, with times nearer to noise, with a wider
  /// flow.
  static let usual = FlowRow(steps: 5000)
  static let terse = FlowRow(steps: 5000, unsaid: 0.5)
  static let noisier = FlowRow(steps: 5000, timesMean: 0.7)
  static let wider = FlowRow(steps: 5000, features: 96)
  static let betas = [0, 5e-7, 1e-5, 1e-4, 0.01].map { VAERow(beta: $0) }

  static let flows = Experiment(
    "flows", "What changes with the start, terser captions, times nearer to noise, more width?",
    rows: [usual, terse, noisier, wider], measures: PaintingTrial.measures, starts: 3, seconds: 900
  ) { row, random in
    let kept = try TrainedModels.saved(chapter: 5, precision: .bfloat16)
    let system = try LatentSystem(kept)
    let training = Training(random: random, split: kept.split, steps: row.steps)
    let flow = try training.flow(
      steps: row.steps, "flow.", system.vae, system.scale, unsaid: row.unsaid,
      timesMean: row.timesMean, features: row.features)
    let painted = try LatentSystem(kept, flow: flow.result, guided: 0...1)
    return try PaintingTrial.values(edge: LatentSystem.edge, kept.split, random, painted.pictures)
  }

  static let intervalRows = [
    (0, 1), (0, 0.9), (0.3, 1), (0.3, 0.9),
  ].map { IntervalRow(from: $0, to: $1) }

  /// One flow, several samplers: a start is other noise.
  static let intervals = Experiment(
    "intervals", "At which times should guidance count?", rows: intervalRows,
    measures: IntervalRow.measures, starts: 2, seconds: 70
  ) { row, random in
    let kept = try TrainedModels.saved(chapter: 5, precision: .bfloat16)
    let system = try LatentSystem(kept, guided: row.from...row.to)
    let judge = Judge(of: Sprite.family(edge: LatentSystem.edge))
    func read(_ asked: Reading.Asked) throws -> ReadPaintings {
      try ReadPaintings(asked, 3, kept.split, random, judge, system.pictures)
    }
    let (seen, others) = (try read(.seen), try IntervalRow.judges.map(read))
    return [seen.share, seen.verdicts.meanDistance] + others.map(\.share)
      + [others.flatMap(\.verdicts).meanDistance]
  }

  static let vaes = Experiment(
    "vaes", "What does β cost, and what does it buy?", rows: betas,
    measures: VAEQuality.measures, starts: 3, seconds: 60
  ) { row, random in
    let split = try TrainedModels.saved(chapter: 5, precision: .bfloat16).split
    let vae = Training(random: random, split: split, steps: VAERow.steps).vae(
      Sizes.vae, "vae.", edge: LatentSystem.edge, steps: VAERow.steps, beta: row.beta,
      draws: row.beta > 0)
    let judge = Judge(of: Sprite.family(edge: LatentSystem.edge))
    return VAEQuality(of: vae.model, split, random: random, judge: judge).numbers
  }
}
