import ChapterKit
import Core
import Dataset
import Numerics

/// Trains everything that the chapter needs.
struct Training: Sendable {
  let random: NamedRandom
  /// Of the model that tells stories; all others get their share of it.
  let steps: Int
  /// Where the longest training is kept on its way.
  let checkpoint: TrainingFile?
  let stories: Stories

  /// How many steps the models of the little text are trained, at the most.
  static func little(_ steps: Int) -> Int { min(steps, 1500) }
  private var little: Int { Self.little(steps) }

  /// The stories of the grammar are learned if the little text is the chapter's own; else the kept model goes on
  /// telling them.
  ///
  /// - Throws: What `checkpoint` throws, and `Failure.badData` if the kept models lack something.
  func all(progress: (Int) -> Void) throws -> TrainedModels {
    var models = TrainedModels(steps: steps, seed: random.seed, precision: .bfloat16)
    if stories.isOurs {
      try addTeller(&models, progress)
    } else {
      try takeTeller(&models, from: .saved(chapter: 6, precision: .bfloat16))
    }
    try addLittle(&models, stories.isOurs ? nil : checkpoint) {
      if !stories.isOurs { progress($0) }
    }
    InductionTraining.add(to: &models, random: random, steps: little)
    try checkpoint?.keep(models)
    return models
  }

  /// What the file calls the model that tells the grammar's stories.
  static let teller = "tales"

  /// The model that tells stories, and what was measured of it and of two others: one with a single block, and one
  /// whose tokens see only themselves.
  private func addTeller(_ models: inout TrainedModels, _ progress: (Int) -> Void) throws {
    let tales = Tales()
    let result = try TaleTraining(.teller(steps), random).run(
      tales, checkpoint: checkpoint, progress: progress)
    models.add(Self.teller, result.model, losses: result.losses)
    models.addFinely("\(Self.teller) validation", result.validation.map { Double($0) })
    let kept = try models.model(Self.teller, LanguageModel(Sizes.teller))
    TaleMeasures(kept, tales, random).add(Self.teller, to: &models)
    let oneBlock = try TaleTraining(.oneBlock(steps), random).run(tales).model
    TaleMeasures(oneBlock, tales, random).add(Self.oneBlock, to: &models)
    let blind = try TaleTraining(.blind(steps), random).run(tales).model
    TaleMeasures(blind: blind, tales).add(Self.blind, to: &models)
    models.addFinely(Self.repeated, [Verbatim(tales.training).share(of: tales.heldOut)])
  }

  /// What the file calls the other two.
  static let (oneBlock, blind) = ("tales one block", "tales blind")
  /// What it calls the share of held-out windows of words that stand in the text to learn from.
  static let repeated = "tales repeated"

  private func takeTeller(_ models: inout TrainedModels, from kept: TrainedModels) throws {
    models.add(Self.teller, try kept.model(Self.teller, LanguageModel(Sizes.teller)))
    models.add("\(Self.teller)/losses", try kept.losses(Self.teller))
    models.addFinely(
      "\(Self.teller) validation", try kept.fineNumbers("\(Self.teller) validation"))
    for name in [Self.teller, Self.oneBlock, Self.blind] {
      try TaleMeasures(name, kept).add(name, to: &models)
    }
    models.addFinely(Self.repeated, try kept.fineNumbers(Self.repeated))
  }

  private func addLittle(
    _ models: inout TrainedModels, _ checkpoint: TrainingFile?, _ progress: (Int) -> Void
  ) throws {
    var model = LanguageModel<Float>(Sizes.little)
    model.initialize { StartingValues.small($0, random, prefix: "gpt.") }
    let training = LanguageTraining(random: random, steps: little)
    let result = try training.run(
      model, stories.training, stories.validation, checkpoint: checkpoint, progress: progress)
    models.add("gpt", result.model, losses: result.losses)
    models.addFinely("gpt validation", result.validation.map { Double($0) })
    models.addFinely("gpt lengths", result.lengths.map { Double($0) })
  }
}

extension StartingValues {
  /// GPT-2's start: weights and tables normal with a deviation of 0.02, scales 1, all others 0.
  static func small<Element>(
    _ parameter: Parameter<Element>, _ random: NamedRandom, prefix: String, deviation: Double = 0.02
  ) -> [Element] {
    let draws = random[prefix + parameter.name]
    return (0..<parameter.value.count).map { i in
      switch parameter.role {
      case .weight, .table: Element(deviation * draws.normal(i))
      case .scale: 1
      case .bias, .shift: 0
      }
    }
  }
}
