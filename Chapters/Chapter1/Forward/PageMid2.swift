import Walkthrough

extension Chapter1Story {
  func mid2(_ page: Page) {
    blockPage(
      page, "mid2",
      BlockText(
        why: """
          Once more the same, with other parameters. One block combines what it sees; the next combines
          the combinations. (In large U-Nets an attention layer stands between the two middle blocks.)
          """,
        inputs: [.input("`mid1.out`", "mid1.out", from: "mid1")],
        questions: [
          (
            "The shapes in and out are equal. Could the block be left out?",
            "The shapes would fit, and the shortcut says so: with norm2 at 0 the block would pass its input through SiLU and nothing else. Depth is what it adds."
          )
        ],
        keep: "Blocks stack because a block's output looks just like its input."))
  }
}
