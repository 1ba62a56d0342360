import Walkthrough

extension Story {
  func backDown1() {
    backBlockPage(
      "down1", title: "Back through `down1`",
      why: "The last block on the way back, with the gradient that has come over both roads.",
      from: book.link("back-down-conv1"), inputs: ["conv_in"], inputNames: ["conv_in": "h0"],
      keep:
        "By now the error has travelled through 8 convolutions and their shortcuts, and every parameter on the road knows its share."
    )
  }
}
