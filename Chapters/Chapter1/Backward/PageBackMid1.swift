import Walkthrough

extension Chapter1Story {
  func backMid1(_ page: Page) {
    backBlockPage(
      page, "mid1",
      why: "Once more, one block further from the loss.",
      from: "back-mid2", input: "down_conv1",
      keep:
        "Each block's backward pass needs two things: the gradient from above, and its own numbers from the way forward."
    )
  }
}
