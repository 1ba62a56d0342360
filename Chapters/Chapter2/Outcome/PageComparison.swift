import ChapterKit
import Numerics
import Walkthrough

extension Chapter2Story {
  func comparison(_ page: Page) {
    page.section("Why")
    page.text(
      """
      Transformer or U-Net? A fair answer needs equal means. There are two kinds: *parameters*, which cost memory, and
      *multiplications*, which cost time. A U-Net uses each weight of a kernel at every pixel, so with equal parameters it
      multiplies more often; so there are two comparisons. All were trained alike (\(page.link("training"))), on the same pictures, noises and times.
      """)
    page.section("The table")
    var table = Table(
      [
        "model", "parameters", "multiplications", "loss − floor", "members, 32 steps",
        "members, 4 steps", "mean distance",
      ], left: [0])
    for kind in [ShapesModel.dit, .wide, .smallUnet, .unet] {
      let result = measured[kind]
      table.add([
        kind.words, result.parameters.grouped, result.multiplications.grouped,
        (result.loss - measured.floor).fixed(3), result.fine.members, result.coarse.members,
        result.fine.away,
      ])
    }
    page.text(table.markdown)
    page.text(
      "Multiplications are those of one pass with one picture; a training step does three times as many. The floor is the loss of the best possible answer, \(measured.floor.fixed(3)). \(Measurements.samples) samples each. The rate of all is the one that the transformer did best with; chapter 1's U-Net did better with its own ([chapter 1](chapter1/training))."
    )
    let (dit, wide, unet) = (measured[.dit], measured[.wide], measured[.unet])
    page.section("What it says")
    page.text(
      """
      - *At about equal parameters* (\(dit.parameters.grouped) and \(unet.parameters.grouped)): \(verdict(dit, unet)) It has \(ratio(unet.multiplications, dit.multiplications)) times the multiplications to do it with.
      - *At about equal multiplications* (\(wide.multiplications.grouped) and \(unet.multiplications.grouped)): \(verdict(wide, unet)) Here the transformer has \(ratio(wide.parameters, unet.parameters)) times the parameters\(wide.loss < unet.loss ? ", and the smaller mean loss: \((wide.loss - measured.floor).fixed(3)) above the floor against \((unet.loss - measured.floor).fixed(3)). Its errors are smaller on average, but they lead further astray" : "").
      """)
    page.text(
      """
      \(winner(dit, wide, unet)) Why do people use transformers, then?
      What a U-Net knows from the start is said to be worth less as data and models grow, and a transformer grows by repeating
      one block; its tokens can be anything, so that words join the patches ([chapter 4](chapter4/cross-attention)); and its matrix
      products are large and alike, which suits graphics processors. (None of this is shown by these small models.)
      """)
    page.checkYourself([
      (
        "How often is each weight of the first 3×3 convolution used for one picture, and each weight of the patch embedding?",
        "At 16 pixels (9 to 16 times, counting the edge), and for 4 patches."
      )
    ])
    page.keep("Compare at equal cost, and say which cost.")
  }

  private func winner(
    _ dit: Measurements.Result, _ wide: Measurements.Result, _ unet: Measurements.Result
  ) -> String {
    let best = max(dit.fine.share, wide.fine.share)
    if unet.fine.share > best + unet.fine.shareError {
      return
        "So on 4×4 pictures of bars and blocks the U-Net's samples win, both ways. A likely reason: a bar looks the same wherever it lies, and a kernel that is slid over every pixel knows that from the start; the transformer knows it of whole patches only."
    }
    return best > unet.fine.share + unet.fine.shareError
      ? "Here the transformer wins." : "Here neither wins."
  }

  private func ratio(_ a: Int, _ b: Int) -> String { (Double(a) / Double(b)).fixed(1) }

  private func verdict(_ dit: Measurements.Result, _ unet: Measurements.Result) -> String {
    let difference = unet.fine.share - dit.fine.share
    let error = dit.fine.shareError + unet.fine.shareError
    if difference.magnitude <= error { return "the two are within their error bars of each other." }
    return difference > 0
      ? "the U-Net is better, \(unet.fine.members) of its samples against \(dit.fine.members)."
      : "the transformer is better, \(dit.fine.members) of its samples against \(unet.fine.members)."
  }
}
