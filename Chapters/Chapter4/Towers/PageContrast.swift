import ByHand
import ChapterKit
import Dataset
import Numerics
import Walkthrough

extension Chapter4Story {
  func contrast(_ page: Page) {
    let n = WorkedPairs.count
    func part(_ name: String) -> Grid { grid("clip.\(name)") }
    page.inventory([
      .input("`T`, the captions' arrows", "clip.text.unit", from: "text-tower"),
      .input("`I`, the pictures' arrows", "clip.visual.unit", from: "picture-tower"),
      .input(
        "`log_scale`, the logarithm of the scale", "clip.logit_scale",
        origin: "set: ln(1/0.07) to two decimals"),
      .output("`S`, how similar each picture is to each caption", "clip.similarity"),
      .output("`L`, the loss", "clip.loss"),
    ])
    page.section("Why")
    page.text(
      """
      We need one number that says how well the towers do. It isn't enough that each pair points the same way: if *all* arrows were the same, every pair would. So we ask each picture
      which of the batch's captions is its own, and each caption which of the pictures is its own. The loss, a *contrastive loss*, says how surprised they are by the right answers.
      """)
    page.section("1. The similarity of every picture with every caption")
    page.formula(#"S_{i,j} = \sum_{m=0}^{\#(joint - 1)} I_{i,m}\, T_{j,m}"#)
    page.text(
      "The dot product of two arrows of length 1 is the cosine of the angle between them (*cosine similarity*): 1 if they point the same way, 0 at a right angle, −1 if they point opposite ways. Each row is a picture, each column a caption; the pairs are on the diagonal."
    )
    page.entry(part("similarity")[1, 2])
    page.heatMap(
      [part("similarity")], rows: pairs.sprites.map(\.animal.rawValue), columns: pairs.captions,
      alt: "The similarity of three pictures and three captions")
    page.everyEntry(of: part("similarity"))
    page.section("2. The scale")
    page.formula(
      #"\mathrm{scale} = e^{\mathrm{log\_scale}} \qquad \mathrm{logits}_{i,j} = \mathrm{scale}\cdot S_{i,j}"#
    )
    page.text(
      """
      Cosines lie between −1 and 1, so a softmax of them can never be sure: with \(n) captions, the highest possible probability would be \(bestUnscaled.fixed(3)). So all of them are multiplied by one number, which is
      learned as well. It is 1 divided by what is called the *temperature*. CLIP starts it at 1/0.07 = 14.2857. So do we, but with its logarithm rounded to two decimals. That logarithm is the parameter, `log_scale`: whatever it becomes, $`e^{\\mathrm{log\\_scale}}`$ is positive.
      """)
    page.lines([part("temperature").scalars[0], part("logits")[1, 2]])
    page.table(part("logits"))
    page.everyEntry(of: part("logits"))
    page.section("3. Half of the loss: each picture chooses a caption")
    page.formula(
      #"\mathrm{p\_rows}_{i,j} = \frac{e^{\mathrm{logits}_{i,j}}}{\sum_m e^{\mathrm{logits}_{i,m}}} \qquad \mathrm{rows} = \frac{1}{\#(n)} \sum_i -\ln \mathrm{p\_rows}_{i,i}"#
    )
    page.text(
      "A softmax along each row: which caption belongs to picture i? The right answer is number i, and the loss is the negative log-likelihood of that answer, as for the next word in [chapter 0](chapter0/loss)."
    )
    page.table(part("rows.probabilities"))
    page.lines([
      part("rows.probabilities")[1, 1], part("rows.nll")[1], part("rows.loss").scalars[0],
    ])
    page.section("4. The other half: each caption chooses a picture")
    page.formula(
      #"\mathrm{p\_columns}_{j,i} = \frac{e^{\mathrm{logits}_{i,j}}}{\sum_m e^{\mathrm{logits}_{m,j}}} \qquad \mathrm{columns} = \frac{1}{\#(n)} \sum_j -\ln \mathrm{p\_columns}_{j,j}"#
    )
    page.text(
      "The same along each column. In this table, a row is a caption and a column is a picture:")
    page.table(part("columns.probabilities"))
    page.lines([
      part("columns.probabilities")[1, 1], part("columns.nll")[1],
      part("columns.loss").scalars[0],
    ])
    page.section("5. The loss")
    page.lines([part("loss").scalars[0]])
    page.text(
      """
      Guessing would have a negative log-likelihood of ln \(n) = \(Double.log(Double(n)).fixed(4)). \(rightSentence)
      With more pairs in a batch, there are more wrong captions to choose from, and guessing gets worse: ln \(Training.batch) = \(Double.log(Double(Training.batch)).fixed(2)) for the \(Training.batch) pairs of \(page.link("towers")). One
      catch: if a caption fits two pictures of the batch, it counts as wrong for one of them although it is true.
      """)
    page.everyEntry(
      of: [
        "rows.probabilities", "columns.probabilities", "rows.nll", "columns.nll",
      ].map(part))
    page.section("By hand and in the core")
    page.excerpt("ByHand.contrastiveLoss", says: "By hand")
    page.excerpt("ContrastiveLoss.forward", says: "In the core")
    page.check(
      [
        "similarity", "temperature", "logits", "rows.probabilities", "columns.probabilities",
        "rows.nll", "columns.nll", "rows.loss", "columns.loss", "loss",
      ].map { "clip.\($0)" })
    page.checkYourself([
      (
        "Why do the two halves differ?",
        "A row's softmax divides one picture's probability among the captions; a column's divides one caption's among the pictures. Here they give \(part("rows.loss").values[0].shown) and \(part("columns.loss").values[0].shown)."
      )
    ])
    page.keep("Make each pair point the same way, and everything else another way.")
  }

  /// The largest probability that a softmax of cosines can give.
  private var bestUnscaled: Double {
    Double.exp(1) / (Double.exp(1) + Double(WorkedPairs.count - 1) * Double.exp(-1))
  }

  /// How many of the untrained towers' choices are right.
  private var rightSentence: String {
    let n = WorkedPairs.count
    func right(_ name: String) -> Int {
      let p = grid("clip.\(name).probabilities")
      return (0..<n).count { i in (0..<n).allSatisfy { p[i, $0].value <= p[i, i].value } }
    }
    let loss = grid("clip.loss").values[0]
    return
      "The untrained towers have \(loss.shown)\(loss > Double.log(Double(n)) ? ", which is worse: they are sure of the wrong things" : ", which is better, by luck"). The most likely caption is the right one for \(right("rows")) of \(n) pictures, and the most likely picture is the right one for \(right("columns")) of \(n) captions."
  }
}
