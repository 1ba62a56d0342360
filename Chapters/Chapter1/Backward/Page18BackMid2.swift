import Walkthrough

extension Story {
  func backMid2() {
    backBlockPage(
      "mid2", title: "Back through `mid2`",
      why:
        "The same walk as through `up1`, on maps of 2×2, and with nothing in the shortcut. \(book.link("back-up1", "Page 16")) derives each rule.",
      from: book.link("back-up-conv1"), inputs: ["mid1.out"], inputNames: [:],
      keep:
        "The shortcut's copy of the gradient arrives undiminished; the convolutions' share is added to it."
    )
  }
}
