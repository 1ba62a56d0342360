import ChapterKit
import Core
import Dataset
import Numerics

/// Trains a model that tells stories of the grammar.
struct TaleTraining: Sendable {
  let random: NamedRandom
  let recipe: TaleRecipe

  init(_ recipe: TaleRecipe, _ random: NamedRandom) {
    self.recipe = recipe
    self.random = random
  }

  /// Steps between two looks at held-out stories, and how many stories a look reads.
  static let (interval, watched) = (100, 100)

  // excerpt TaleTraining
  /// Windows begin where stories begin, so that every word is read with the whole of its story before it.
  ///
  /// - Parameters:
  ///   - checkpoint: Where the training is kept on its way, and gone on with if it is there.
  ///   - progress: Called with the number of steps done. What it throws ends the training.
  func run(
    _ tales: Tales, checkpoint: TrainingFile? = nil, progress: (Int) throws -> Void = { _ in }
  ) throws -> LanguageTraining.Result {
    let (text, window) = (tales.tokens, recipe.window)
    let watched = TaleTokens(tales.heldOut.prefix(Self.watched), tales.pairs)
    var training = LanguageTraining(random: random, steps: recipe.steps)
    (training.prefix, training.rate) = ("tales.", recipe.rate)
    (training.windows, training.parts, training.window) = (recipe.windows, 1, window)
    training.interval = Self.interval
    // It may get better while the rate falls, so it's trained to the end, and the best look is kept.
    training.patience = recipe.steps
    if window > 1 { training.starts = text.starts.filter { $0 + window < text.tokens.count } }
    return try training.run(
      start, text.tokens, look: { Float(TaleLoss.mean($0, watched.tales, window: window)) },
      checkpoint: checkpoint, progress: progress)
  }

  private var start: LanguageModel<Float> {
    var sizes = Sizes.teller
    sizes.layers = recipe.blocks
    var model = LanguageModel<Float>(sizes)
    model.initialize {
      StartingValues.small($0, random, prefix: "tales.", deviation: recipe.deviation)
    }
    return model
  }
  // end excerpt
}
