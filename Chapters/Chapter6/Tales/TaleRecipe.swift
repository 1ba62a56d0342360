/// A way to train a model on the grammar's stories.
struct TaleRecipe: Sendable, Equatable {
  /// Blocks of the model.
  var blocks = Sizes.teller.layers
  var steps: Int
  /// In tokens. All stories fit into the usual one; in a window of one token nothing can be looked back at.
  var window = Sizes.tale
  /// Of each step.
  var windows = 16
  var rate = 0.005
  /// Of the starting values of weights and tables.
  var deviation = 0.08

  /// The book's writer, trained for so many steps.
  static func teller(_ steps: Int) -> TaleRecipe { TaleRecipe(steps: steps) }
  /// With one block, in half as many steps.
  static func oneBlock(_ steps: Int) -> TaleRecipe {
    TaleRecipe(blocks: 1, steps: max(1, steps / 2))
  }
  /// The writer's blocks, in which each token sees only itself, in a tenth of the steps.
  static func blind(_ steps: Int) -> TaleRecipe {
    TaleRecipe(steps: max(1, steps / 10), window: 1, windows: 16 * Sizes.tale)
  }
}
