import ChapterKit
import Core
import Dataset
import Numerics
import Terminal

/// Everything that the chapter has computed. The pages read it, and run nothing.
struct Results {
  /// The work by hand and in the core.
  let run: Run
  /// The chapter's models, which a run writes beside its pages.
  let trained: TrainedModels
  /// What the work by hand has taken as it was trained.
  let small: SmallModels
  let training: TrainingCourse
  /// The prompt, painted.
  let painted: Painted
  /// One word of it and one pixel.
  let through: Through
  let gallery: Gallery
  let smallWalks: SmallWalks
  let space: LatentSpace
  /// Sprites that training has never shown, squeezed and painted again.
  let repainted: UnseenSprites
  /// How clear the paintings are, and what the VAE makes of unseen sprites.
  let crisp: (paintings: Crispness, reconstructions: Crispness)
  /// Nil where the models were trained for too short a time to be measured.
  let measured: Measurements?
  /// What other trainings came to.
  let flows, vaes: Trials
  /// What the kept flow paints if guidance counts at other times.
  let intervals: Trials
  let tryIt: TryIt

  var split: Split { trained.split }

  /// - Parameter words: Chapter 4's models.
  /// - Throws: `Failure.badData` if the models lack something.
  init(
    _ chapter: Chapter5, _ trained: TrainedModels, words: TrainedModels, _ console: Console
  ) throws {
    self.trained = trained
    flows = try Trials(Comparisons.flows, chapter: 5)
    vaes = try Trials(Comparisons.vaes, chapter: 5)
    intervals = try Trials(Comparisons.intervals, chapter: 5)
    let steps = chapter.steps
    console.progress(
      "two training steps and \(steps) guided step\(steps == 1 ? "" : "s") by hand, twice: as asked and with another learning rate …"
    )
    let small = try chapter.smallModels(trained, words: words)
    self.small = small
    (run, tryIt) = try chapter.compared(with: chapter.other) { $0.work(small) }
    var decoder = small.vae
    let scale = LatentScale<Double>(factor: Tensor(scalar: small.scale))
    smallWalks = try SmallWalks(
      of: chapter, by: small.flow, words: small.words, interval: LatentSystem.guided,
      noise: { WorkedCaption(random: $0).samplingNoise },
      paint: { decoder.decode(scale.restored($0)) })
    training = try TrainingCourse(trained, words: words)
    let system = try LatentSystem(trained)
    let judge = Judge(of: Sprite.family(edge: LatentSystem.edge))
    let path = chapter.path(by: system.painter, console)
    painted = Painted(chapter, by: system, path, judge)
    through = Through(chapter, by: system, path)
    console.progress("painting \(Gallery.prompts.count) other prompts …")
    gallery = try Gallery(by: system, judge, chapter.common.random)
    console.progress("squeezing \(Sprite.all.count) sprites, and painting unseen ones again …")
    repainted = try UnseenSprites(trained, system, judge)
    let (large, palette) = (
      repainted.large.painted, Palette(of: Sprite.all.map { $0.picture(edge: LatentSystem.edge) })
    )
    crisp = (
      Crispness(
        painted.pictures + gallery.pictures, painted.verdicts + gallery.verdicts, palette),
      Crispness(large, repainted.large.verdicts, palette)
    )
    console.progress("walking through the latent space …")
    space = try LatentSpace(chapter, trained, system, judge)
    measured =
      trained.isMeasured ? try Measurements(trained, words: words) : nil
  }
}

/// How the training went, and what came of it.
struct TrainingCourse: Sendable {
  /// The mean losses of equal parts of each training: the VAE's, the flow's, and that of chapter 4's painter
  /// of pixels.
  let vae, flow, pixels: [Double]
  /// By what the VAE's latents are divided.
  let scale: Double

  init(_ trained: TrainedModels, words: TrainedModels) throws {
    (vae, flow) = (try trained.losses("vae"), try trained.losses("flow"))
    pixels = try words.losses("painter")
    scale = try trained.number("scale")
  }
}
