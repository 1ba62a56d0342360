import Walkthrough

extension Chapter1Story {
  func mid1(_ page: Page) {
    blockPage(
      page, "mid1",
      BlockText(
        why: """
          At the bottom of the U the maps are 2×2. What is halving for? Not for seeing everything: three 3×3
          convolutions see all of a 4×4 picture without it. On larger pictures it is: each halving lets a
          3×3 window cover twice as much of the picture, at a quarter of the work. And it makes the network say in
          fewer numbers what the picture shows. The block is built as before (\(page.link("down1"))
          explains each part), with \(page.parameters("mid1").reduce(0) { $0 + $1.count }) parameters
          of its own.
          """,
        inputs: [
          .input("`small`, the output of `down_conv1`", "down_conv1", from: "down-conv1")
        ],
        questions: [
          (
            "How many of the 9 weights of a kernel channel does a 2×2 map ever use?",
            "All 9, but each output uses only 4 of them: the pixel in the top left sees the kernel's middle and lower right part, the one in the bottom right its upper left part."
          )
        ],
        keep: "Smaller maps are cheaper, and each of their numbers speaks for more of the picture.")
    )
  }
}
