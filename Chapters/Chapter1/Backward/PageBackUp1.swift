import Walkthrough

extension Chapter1Story {
  func backUp1(_ page: Page) {
    backBlockPage(
      page, "up1",
      why: """
        The steps of \(page.link("up1")), last to first. At each step we know the gradient of its result
        and ask for the gradients of what it used. Nothing new is needed but patience: one sum of products at a time. The sections keep the numbers of the way forward, so they count down.
        """,
      from: "back-conv-out", input: "up_conv1", derives: true,
      keep:
        "Backward is forward in reverse: a place where a number was *used twice* becomes a place where gradients *add*."
    )
  }
}
