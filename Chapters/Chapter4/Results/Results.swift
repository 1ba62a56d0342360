import ChapterKit
import Core
import Dataset
import Terminal

/// Everything that the chapter has computed. The pages read it, and run nothing.
struct Results {
  /// The work by hand and in the core.
  let run: Run
  /// The chapter's models, which a run writes beside its pages.
  let trained: TrainedModels
  /// The three pairs of the towers' step, and the towers that it starts from.
  let pairs: WorkedPairs
  let towers: Clip<Double>
  /// What the towers that the painter reads have learned.
  let knowledge: TowerKnowledge
  /// The mean losses of equal parts of the painter's training.
  let painterLosses: [Double]
  /// The prompt, painted.
  let painted: Painted
  let looks: Looks
  let sheets: Sheets
  /// What was read of paintings when the painter was trained; nil where it was trained for too short a time.
  let readings: Readings?
  /// The same of every set of captions at w = 3.
  let everythingAsked: [Reading]
  /// What other small painters came to.
  let small: Trials
  let tryIt: TryIt
  let smallWalks: SmallWalks

  var split: Split { trained.split }

  /// - Throws: `Failure.badData` if the models lack something.
  init(_ chapter: Chapter4, _ trained: TrainedModels, _ console: Console) throws {
    self.trained = trained
    self.small = try Trials(Comparisons.small, chapter: 4)
    let (random, steps) = (chapter.common.random, chapter.steps)
    console.progress(
      "two training steps and \(steps) guided step\(steps == 1 ? "" : "s") by hand, twice: as asked and with another learning rate …"
    )
    (run, tryIt) = try chapter.compared(with: chapter.other) { try $0.work(trained) }
    let (tower, small) = try chapter.small(trained)
    smallWalks = try SmallWalks(
      of: chapter, by: small, words: tower.text,
      noise: { WorkedCaption(random: $0).samplingNoise })
    (pairs, towers) = (WorkedPairs(random: random), WorkedPairs.model(random))
    console.progress(
      "asking the towers for \(Sprite.all.count) sprites at nine places each, before their training and after it …"
    )
    knowledge = try TowerKnowledge(trained)
    let painter = try Painter(trained)
    painterLosses = try trained.losses("painter")
    painted = Painted(chapter, by: painter, console)
    console.progress("looking at what \(Looks.count) paintings read …")
    looks = try Looks(chapter, by: painter, painted.way)
    sheets = try Sheets(chapter, by: painter, console)
    readings = trained.isMeasured ? try Readings(trained) : nil
    everythingAsked = readings == nil ? [] : try Reading.all(trained)
  }
}
