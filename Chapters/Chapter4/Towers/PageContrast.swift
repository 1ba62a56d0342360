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
        "`s`, the logarithm of the scale", "clip.logit_scale",
        origin: "set: ln(1/0.07) to two decimals"),
      .output("`S`, which picture is how near which caption", "clip.similarity"),
      .output("`L`, the loss", "clip.loss"),
    ])
    page.section("Why")
    page.text(
      """
      The towers must be told how good they are. That a pair points the same way is not enough: if *all* arrows were the same, every pair would. So each picture
      is asked which of the batch's captions is its own, and each caption which of the pictures; the loss, a *contrastive loss*, is how surprised the two are at the right answers.
      """)
    page.section("1. The similarity of every picture with every caption")
    page.formula(#"S_{i,j} = \sum_{m=0}^{\#(joint - 1)} I_{i,m}\, T_{j,m}"#)
    page.text(
      "The dot product of two arrows of length 1 is the cosine of the angle between them (*cosine similarity*): 1 for the same direction, 0 for a right angle, −1 for opposite ones. Rows are pictures, columns captions; on the diagonal stand the pairs."
    )
    page.entry(part("similarity")[1, 2])
    page.heatMap(
      [part("similarity")], rows: pairs.sprites.map(\.animal.rawValue), columns: pairs.captions,
      alt: "The similarity of three pictures and three captions")
    page.everyEntry(of: part("similarity"))
    page.section("2. The scale")
    page.formula(
      #"\mathrm{scale} = e^{s} \qquad \mathrm{logits}_{i,j} = \mathrm{scale}\cdot S_{i,j}"#)
    page.text(
      """
      Cosines lie between −1 and 1, and a softmax of such numbers can never be sure: with \(n) captions the best possible probability would be \(bestUnscaled.fixed(3)). So all are multiplied by one number, and it is
      learned, too. It is 1 over what is called the *temperature*; CLIP starts it at 1/0.07 = 14.2857, and so do we, to two decimals of its logarithm. The parameter is that logarithm, `s`: whatever becomes of it, $`e^s`$ is never negative.
      """)
    page.lines([part("temperature").scalars[0], part("logits")[1, 2]])
    page.table(part("logits"))
    page.everyEntry(of: part("logits"))
    page.section("3. Half of the loss: each picture chooses a caption")
    page.formula(
      #"\mathrm{p\_rows}_{i,j} = \frac{e^{\mathrm{logits}_{i,j}}}{\sum_m e^{\mathrm{logits}_{i,m}}} \qquad \mathrm{rows} = \frac{1}{\#(n)} \sum_i -\ln \mathrm{p\_rows}_{i,i}"#
    )
    page.text(
      "A softmax along each row: which caption does picture i belong to? The right answer is number i, and the loss is the negative log-likelihood at it, as for the next word in [chapter 0](chapter0/loss)."
    )
    page.table(part("rows.probabilities"))
    page.lines([
      part("rows.probabilities")[1, 1], part("rows.nll")[1], part("rows.loss").scalars[0],
    ])
    page.section("4. The other half: each caption chooses a picture")
    page.formula(
      #"\mathrm{p\_columns}_{j,i} = \frac{e^{\mathrm{logits}_{i,j}}}{\sum_m e^{\mathrm{logits}_{m,j}}} \qquad \mathrm{columns} = \frac{1}{\#(n)} \sum_j -\ln \mathrm{p\_columns}_{j,j}"#
    )
    page.text("The same along each column; a row below is a caption, a column a picture.")
    page.table(part("columns.probabilities"))
    page.lines([
      part("columns.probabilities")[1, 1], part("columns.nll")[1],
      part("columns.loss").scalars[0],
    ])
    page.section("5. The loss")
    page.lines([part("loss").scalars[0]])
    page.text(
      """
      A guess has a negative log-likelihood of ln \(n) = \(Double.log(Double(n)).fixed(4)). \(rightSentence)
      With more pairs in a batch there are more wrong captions to tell apart, and the guess's negative log-likelihood grows: ln \(Training.batch) = \(Double.log(Double(Training.batch)).fixed(2)) for the \(Training.batch) pairs of \(page.link("towers")). One
      catch: two pictures of which the same can be said count as wrong answers for each other.
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
        "Why are the two halves not the same number?",
        "A row's softmax shares among the captions of a picture, a column's among the pictures of a caption: here \(part("rows.loss").values[0].shown) and \(part("columns.loss").values[0].shown)."
      )
    ])
    page.keep("Point each pair the same way, and all others another way.")
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
      "The untrained towers have \(loss.shown), \(loss > Double.log(Double(n)) ? "worse than guessing: they are sure of wrong things" : "less than that, by luck"); a picture's likeliest caption is its own for \(right("rows")) of \(n), a caption's likeliest picture for \(right("columns")) of \(n)."
  }
}
