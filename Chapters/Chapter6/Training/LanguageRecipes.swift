import Walkthrough

/// What was tried before the recipe was chosen: the lowest loss on the kept stories.
enum LanguageRecipes {
  static var table: String {
    var table = Table(["", "best loss on the kept stories", "after steps"], left: [0])
    table.add(["to be measured", "", ""])
    return table.markdown
  }
}
