import ChapterKit
import Core
import Dataset
import Numerics
import Terminal

/// All that the chapter has computed. Its pages read it, and compute nothing that a model is needed for.
struct Results {
  let run: Run
  let models: Models
  let questions: Questions
  /// What the trained model loses, by fifths of t, and by how much that is above the best possible.
  let losses, missing: [Questions.Result]
  /// What the trained model guesses of the worked example, at several times.
  let guesses: [Guess]
  let samples: Samples
  /// Comparisons of trainings.
  let tried, judged: Trials
  /// What the trained model's first kernels answer to.
  let kernels: [KernelAnswer]
  let digits: DigitsDrawn
  /// Where the walk by hand ends, and where other noises lead.
  let arrivals: Arrivals
  /// Other trainings' walks, and larger models'.
  let arrivalTrials: Trials
  let tryIt: TryIt

  static let judge = Judge(of: TinyShapes.all)

  init(_ chapter: Chapter1, _ models: Models, _ console: Console) throws {
    let (random, model) = (chapter.common.random, models.shapes.model)
    self.models = models
    console.progress("one training step and \(chapter.steps) sampling steps by hand …")
    var other = chapter
    other.learningRate /= 10
    (run, tryIt) = try chapter.compared(with: other) { $0.work(trained: models.shapes.rounded) }
    console.progress("10,000 questions, and samples in 1 to 32 steps …")
    questions = Questions(10_000, random: random)
    (losses, missing) = (questions.losses(of: model), questions.missing(of: model))
    guesses = Guess.all(of: run.trace, by: model)
    samples = Samples(of: models.shapes, random["samples"])
    tried = try Trials(Recipes.tried, chapter: 1)
    judged = try Trials(Recipes.judged, chapter: 1)
    kernels = KernelAnswer.all(of: model)
    console.progress("drawing digits …")
    digits = DigitsDrawn(by: models.digits.model, chapter.digits, random: random)
    arrivalTrials = try Trials(Recipes.arrivals, chapter: 1)
    arrivals = Arrivals(
      steps: chapter.steps, seed: random.seed, judge: Self.judge,
      velocity: models.shapes.rounded.velocity)
  }
}
