import Numerics
import Walkthrough

extension Chapter1Story {
  func down1(_ page: Page) {
    let time = grid("down1.time_mlp.1")
    blockPage(
      page, "down1",
      BlockText(
        why: """
          `conv_in` has looked at the picture once. Now a *residual block* looks twice more: two
          convolutions in a row see windows of 5×5. In between it is given the time, because what to do
          with a pattern depends on how noisy the picture is. Around everything runs a shortcut. Blocks
          of this kind do most of the work in every U-Net; ours has four, and this page explains all
          of their parts.
          """,
        inputs: [
          .input("`h0`, the two feature maps of `conv_in`", "conv_in", from: "conv-in")
        ],
        questions: [
          (
            "If the time changed, which steps of this page would change?",
            "Steps 1 and 2 would not: `conv1` and `norm1` never see `e`. From `time` on everything would. Here the time adds \(time[0].value.shown) to channel 0 and \(time[1].value.shown) to channel 1."
          ),
          (
            "Add 5 to `b1[0]` and to `b1[1]`. What happens to `norm1`?",
            "Nothing. All of `conv1` and its mean rise by 5, and `centered` stays. A norm removes any shift that all its numbers share. (If only one of the two biases rose, `norm1` would change.)"
          ),
        ],
        keep:
          "A residual block is: look, normalize, hear the time, bend, look again, normalize, add the input, bend."
      ))
  }
}
