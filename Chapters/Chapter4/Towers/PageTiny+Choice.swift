import Walkthrough

/// What a painter can be given to read.
extension Chapter4Story {
  func whatToRead(_ page: Page) {
    page.section("What should the painter read?")
    page.text(
      """
      So there is a choice. The painter could read the tower's outputs, in which each word knows those before it. It could read the words as they are, in which `tiny` is the same after every animal. Or it could learn words of its own. Nothing above says which of these paints best:
      to find out, we would have to train each of them several times. This chapter's large painter learns its own words, and a block of its own lets them read each other (\(page.link("reader"))). How often it then paints what was asked for is counted on \(page.link("measured")). The small painter, which is worked by hand, reads the words of a small tower.
      """)
    page.inRealSystems(
      "Some early systems trained the text reader together with the painter, as [chapter 5](chapter5/models) does here. Most systems today read the outputs of a model that was trained before, on captioned pictures or on text alone, of which there is more."
    )
  }
}
