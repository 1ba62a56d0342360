import Walkthrough

extension Chapter1Story {
  func backDown1(_ page: Page) {
    backBlockPage(
      page, "down1",
      why: "The last block on the way back, with the gradient that has come over both roads.",
      from: "back-down-conv1", input: "conv_in",
      keep:
        "By now the error has travelled back through four blocks and their shortcuts, and every parameter on the road knows its share."
    )
  }
}
