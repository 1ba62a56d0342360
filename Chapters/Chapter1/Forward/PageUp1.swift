import Walkthrough

extension Chapter1Story {
  func up1(_ page: Page) {
    blockPage(
      page, "up1",
      BlockText(
        why: """
          `grown` knows what the picture shows, but it was made from 2×2 maps and is blurred about where.
          `skip`, kept from the way down (a *skip connection*), knows exactly where, and less of what. So they are put
          together: *concatenated*, the two channels of `grown` and then the two of `skip`, four channels
          in all. No arithmetic happens in that; in the formulas below, x has channels 0 and 1 from
          `grown` and 2 and 3 from `skip`, and every number keeps its name.

          The block then makes two channels out of the four. Because the numbers of channels differ, its
          shortcut needs a small convolution of its own.
          """,
        inputs: [
          .input("x, channels 0 and 1: `grown` = `up_conv1`", "up_conv1", from: "up-conv1"),
          .input("x, channels 2 and 3: `skip` = `down1.out`", "down1.out", from: "down1"),
        ],
        questions: [
          (
            "How would `conv1` look without the skip?",
            "Its weight would be 2×2×3×3 instead of 2×4×3×3: every sum above would end after its `grown` terms, about half way."
          )
        ],
        keep: "The skip brings back *where*; the way through the bottom brings *what*.",
        inRealSystems: """
          Ronneberger, Fischer and Brox (2015) made the U-Net to mark cells in pictures from microscopes. DDPM (Ho, Jain, Abbeel, 2020) took it for diffusion, and added the time in each block, as here. Stable Diffusion 1 (2022) has
          a U-Net of about 860 million parameters that goes from 64×64 down to 8×8 and up again, SDXL (2023) one of 2.6 billion; both look at the prompt in between ([cross-attention](chapter4/cross-attention)).
          Then transformers took over: DiT (Peebles, Xie, 2022), Stable Diffusion 3 with up to 8 billion parameters and FLUX.1 with 12 billion (both 2024) have no levels and no skips of this kind, only blocks of one size ([chapter 2](chapter2/model)).
          """,
        explainedOn: "down1"))
  }
}
