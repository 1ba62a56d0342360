import ChapterKit
import Core
import Numerics

extension Chapter1 {
  static let experiments = [Recipes.tried, Recipes.judged, Recipes.arrivals]
}

/// The chapter's comparisons of trainings.
enum Recipes {
  static let samples = 1000
  /// Ways to train that differ from the book's in one thing or two.
  static let rows: [Recipe] = [
    .book,
    .book { $0.times = .uniform },
    .book { $0.rate = 0.005 },
    .book { $0.rate = 0.02 },
    .book { $0.rate = 0.04 },
    .book { $0.steps = 10_000 },
    .book { ($0.times, $0.steps) = (.uniform, 10_000) },
    .book { $0.averaging = nil },
    .book { $0.falls = false },
    .book { ($0.falls, $0.averaging) = (false, nil) },
    .walker,
    .book { $0.channels = 4 },
    .book { ($0.times, $0.channels) = (.uniform, 4) },
    .book { $0.timeScale = 1000 },
  ]
  /// The book's recipe and two rivals, to be judged on other starts.
  static let finalists: [Recipe] = [
    .book, .book { $0.rate = 0.02 }, .book { $0.channels = 4 },
  ]

  private static let measures =
    ["members", "distance", "members in 4 steps", "missing"]
    + (0..<5).map { "missing from \(Questions.label($0))" }

  static let tried = Experiment(
    "recipes", "Which times, rate, schedule, average, width and clock give good samples?",
    rows: rows, measures: measures, starts: 5, seconds: 25, measure: measure)
  static let judged = Experiment(
    "judged", "Do the best of those recipes stay ahead on starts that did not choose them?",
    rows: finalists, measures: measures, firstSeed: 102, starts: 5, seconds: 25, measure: measure)

  /// Widths: that of the worked step, of the walks, and a larger one.
  static let widths: [Recipe] = [.book, .walker, .book { $0.channels = 4 }]
  static let arrivals = Experiment(
    "arrivals", "How many channels does it take for walks to arrive?", rows: widths,
    measures: Arrivals.measures, starts: 20, seconds: 10
  ) { recipe, random in
    Arrivals(of: ShapesTraining(recipe, random: random).model, steps: 8, judge: Results.judge)
      .values
  }

  /// The same questions for every training, that only the trainings differ.
  private static let questions = Questions(10_000, random: NamedRandom(seed: 1))

  @Sendable private static func measure(_ recipe: Recipe, _ random: NamedRandom) -> [Double] {
    questions.measures(
      of: ShapesTraining(recipe, random: random).model, samples: samples, judge: Results.judge,
      random)
  }

}
