import Core
import Terminal

/// What chapters that paint prompts can be asked for.
extension CommandOption {
  /// `--guidance W`: the scale w of classifier-free guidance, from 0 up.
  package static let guidance = CommandOption(
    "--guidance", .notNegative("W"), "how strongly to ask: 0 not at all, 1 plainly (default: 3)")
  /// `--steps N`: Euler steps by hand, from 1 to 20.
  package static let paintSteps = steps(default: 3)
  /// `--solver NAME`: one of four names in lower case.
  package static let solver = CommandOption(
    "--solver", .choice("NAME", solvers.map(\.name)),
    "how the painter goes from noise to picture: euler, midpoint, heun or rk4 (default: euler)")
  /// `--count N`: from 1 to 64.
  package static let count = CommandOption(
    "--count", .whole("N", 1...64), "how many paintings of the prompt (default: 8)")
  /// `--paint-only FILE`: a new PNG file.
  package static let paintOnly = CommandOption(
    "--paint-only", .text("FILE"), "paint, write the picture to FILE (.png), and nothing else")
  /// `--train N`: from 0 steps, which leaves the models untrained, to a million.
  package static let train = CommandOption(
    "--train", .whole("N", 0...1_000_000),
    "train all models anew, N steps (default: read those kept with the chapter)")

  fileprivate static let solvers: [(name: String, solver: Solver)] = [
    ("euler", .euler), ("midpoint", .midpoint), ("heun", .heun), ("rk4", .rungeKutta4),
  ]
}

extension Arguments {
  /// The solver that was asked for, Euler's without a word.
  package var solver: Solver {
    CommandOption.solvers.first { $0.name == text(.solver) }?.solver ?? .euler
  }
}

/// What the command line of a chapter that paints prompts has said.
package struct PaintSettings: Sendable {
  /// What is to be painted.
  package let prompt: Prompt
  /// How strongly it is asked for: w.
  package let guidance: Double
  /// Euler steps by hand.
  package var steps: Int
  /// How the painter goes from noise to picture.
  package let solver: Solver
  /// How many paintings.
  package let count: Int
  /// AdamW's in the worked steps.
  package var learningRate: Double
  /// Nil where the kept models are read.
  package let trainingSteps: Int?
  /// Where a long training is kept on its way; nil where nobody asked for it.
  package let checkpoint: TrainingFile?
  /// Where the picture is written if nobody wants the book; nil where the book is wanted.
  package let pictureFile: String?

  /// What a chapter that paints prompts understands besides the common options.
  package static let options: [CommandOption] = [
    .guidance, .paintSteps, .solver, .count, .learningRate, .train, .checkpoint,
    .paintOnly,
  ]

  /// - Throws: `Failure` for a prompt that cannot be said, and for a `--checkpoint` or `--paint-only` that
  ///   cannot be used.
  package init(_ given: Arguments, _ common: ChapterSettings, chapter: Int) throws {
    prompt = try Prompt(given.words)
    guidance = given.number(.guidance) ?? 3
    steps = given.whole(.paintSteps) ?? 3
    solver = given.solver
    count = given.whole(.count) ?? 8
    learningRate = given.number(.learningRate) ?? 0.01
    trainingSteps = given.whole(.train)
    checkpoint = try TrainingFile(given, common, chapter: chapter)
    pictureFile = given.text(.paintOnly)
    if let pictureFile { try OutputFile.check(pictureFile, example: "cat.png") }
  }
}

/// A chapter that paints prompts.
package protocol PaintingChapter: Chapter {
  /// What the command line has said.
  var asked: PaintSettings { get set }

  /// The prompt, painted by the chapter's models.
  func film(_ console: Console) throws -> Film
}

extension PaintingChapter {
  /// What is to be painted.
  package var prompt: Prompt { asked.prompt }
  /// How strongly it is asked for: w.
  package var guidance: Double { asked.guidance }
  /// Euler steps by hand.
  package var steps: Int { asked.steps }
  /// How the painter goes from noise to picture.
  package var solver: Solver { asked.solver }
  /// How many paintings.
  package var count: Int { asked.count }
  /// AdamW's in the worked steps.
  package var learningRate: Double {
    get { asked.learningRate }
    set { asked.learningRate = newValue }
  }

  /// What a trace calls all of these.
  package var settings: [(name: String, value: String)] {
    [
      ("prompt", prompt.text), ("guidance", "\(guidance)"), ("steps", "\(steps)"),
      ("solver", solver.rawValue), ("count", "\(count)"), ("learning_rate", "\(learningRate)"),
      ("train", asked.trainingSteps.map { "\($0)" } ?? "kept"),
    ]
  }
}
