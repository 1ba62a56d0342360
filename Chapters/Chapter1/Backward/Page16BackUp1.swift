import Walkthrough

extension Story {
  func backUp1() {
    backBlockPage(
      "up1", title: "Back through `up1`",
      why: """
        The steps of \(book.link("up1")), last to first. At each step we know the gradient of its result
        and ask for the gradients of what it used. Nothing new is needed but patience: a sum of products
        at a time. The sections keep the numbers of the way forward, so they count down.
        """,
      from: book.link("back-conv-out"), inputs: ["up_conv1"],
      inputNames: ["up_conv1": "grown", "down1.out": "skip"],
      keep:
        "Backward is forward in reverse: a place where a number was *used twice* becomes a place where gradients *add*."
    )
  }
}
