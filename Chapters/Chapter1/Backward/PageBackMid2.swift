import Walkthrough

extension Chapter1Story {
  func backMid2(_ page: Page) {
    backBlockPage(
      page, "mid2",
      why:
        "The same walk as through `up1`, on maps of 2×2, and with nothing in the shortcut. \(page.link("back-up1", "The page on `up1`")) derives each rule.",
      from: "back-up-conv1", input: "mid1.out",
      keep:
        "The shortcut's copy of the gradient arrives undiminished; the convolutions' share is added to it."
    )
  }
}
