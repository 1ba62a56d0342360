import Walkthrough

/// What was tried before the recipe was chosen, typed from trials: what was changed, the
/// lowest loss on the held-out stories, and after how many steps it was reached.
enum LanguageRecipes {
  private static let trials: [(change: String, loss: Double, steps: Int)] = [
    ("the recipe (dropout 0.2, rate 0.003, decay 0.1, 64 features, 4 blocks)", 2.771, 375),
    ("dropout 0", 2.840, 250),
    ("dropout 0.1", 2.787, 375),
    ("dropout 0.3", 2.784, 375),
    ("rate 0.001", 2.760, 900),
    ("rate 0.006 (with dropout 0.1)", 2.836, 275),
    ("decay 0.5", 2.767, 375),
    ("cooled down by step 800, not 1,500", 2.777, 450),
    ("2 blocks", 2.822, 425),
    ("32 features", 2.807, 1050),
  ]

  static var table: String {
    var table = Table(["changed", "best loss on the held-out stories", "after steps"], left: [0])
    for trial in trials { table.add([trial.change, trial.loss.fixed(3), trial.steps.grouped]) }
    return table.markdown
  }
}
