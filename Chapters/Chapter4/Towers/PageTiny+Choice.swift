import Walkthrough

/// What a painter can be given to read.
extension Chapter4Story {
  func whatToRead(_ page: Page) {
    page.section("What should the painter read?")
    page.text(
      """
      So there is a choice: the tower's outputs, in which a word knows its company; its words as they are, in which `tiny` is the same after every animal; or words that the painter learns for itself. Nothing above says which of them paints best: that would take several trainings of
      each. This chapter's large painter learns words of its own, and a block of its own tells them of each other (\(page.link("reader"))); how often it then paints what was asked for is counted on \(page.link("measured")). The small one, which is worked by hand, reads the words of a small tower.
      """)
    page.inRealSystems(
      "Some early systems trained the reader of the words together with the painter, as [chapter 5](chapter5/models) does here; most today read the outputs of a model that was trained before, on captioned pictures or on texts alone, of which there are more."
    )
  }
}
