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
      multiplies more often. That is why there are two comparisons. All were trained alike, for \(Comparisons.steps.grouped) steps (the recipe is that of \(page.link("training"))), on the same pictures, noises and times for the same start.
      """)
    page.section("The table")
    let rows = [ShapesModel.dit, .wide, .unet, .wideUnet, .deep].map { ShapesRow(kind: $0) }
    let all = rows + Comparisons.unetsFaster
    compare(
      page, all.map { ($0.words, $0) }, "model", heads: ["parameters", "multiplications"]
    ) { [$0.parameters.grouped, $0.multiplications.grouped] }
    page.text(
      "Multiplications are those of one pass with one picture, without products with the zeros around it (as [chapter 1](chapter1/conv-in) counts them); a training step does three times as many. The rate is \(Training.shapesRate) where no other is named: the transformer's. The last rows are the U-Nets at chapter 1's rate."
    )
    let (dit, wide, unet, wideUnet, deep) = (rows[0], rows[1], rows[2], rows[3], rows[4])
    page.section("What it says")
    page.text(
      """
      - *At about equal parameters* (\(dit.kind.parameters.grouped) and \(unet.kind.parameters.grouped)) the U-Net is \(verdict(unet, against: dit)). It has \(ratio(unet.kind.multiplications, dit.kind.multiplications)) times the multiplications to do it with.
      - *At about equal multiplications* (\(wide.kind.multiplications.grouped) and \(wideUnet.kind.multiplications.grouped)) the U-Net is \(verdict(wideUnet, against: wide)). Here the transformer has \(ratio(wide.kind.parameters, wideUnet.kind.parameters)) times the parameters.
      - *A second block*, like that of the model that walks by hand (\(ratio(deep.kind.parameters, dit.kind.parameters)) times the parameters), is after these steps \(verdict(deep, against: dit)). How many walks arrive after more steps: \(page.link("euler")).
      """)
    page.text(
      """
      Why do people use transformers, then?
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

  private func ratio(_ a: Int, _ b: Int) -> String { (Double(a) / Double(b)).fixed(1) }
}
