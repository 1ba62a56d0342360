import Walkthrough

extension Story {
  func backMid1() {
    backBlockPage(
      "mid1", title: "Back through `mid1`",
      why: "Once more, one block further from the loss.",
      from: book.link("back-mid2"), inputs: ["down_conv1"], inputNames: ["down_conv1": "small"],
      keep:
        "Each block's backward pass needs two things: the gradient from above, and its own numbers from the way forward."
    )
  }
}
