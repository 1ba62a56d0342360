import Numerics
import Walkthrough

extension Chapter0Story {
  func loss(_ page: Page) {
    let (p, nll) = (grid("probabilities"), grid("nll"))
    page.inventory([
      .input("`logits`", "output_proj", from: "logits"),
      .input("the right next tokens", "targets", from: "embeddings"),
      .output("`p`, the probabilities", "probabilities"),
      .output("`loss`", "loss"),
    ])
    page.section("Why")
    page.text(
      """
      Softmax turns the logits of each place into probabilities. How good are they? We look only at the
      probability of the word that really came next, and take its *negative log-likelihood* (`nll`), −ln p: nothing for p = 1,
      0.69 for p = ½, and ever more as p goes to 0. The mean over the places is the *cross-entropy*, our
      loss. A model that knows nothing gives each of \(tokenCount) tokens p = 1/\(tokenCount): a loss of ln \(tokenCount) = \(Double.log(Double(tokenCount)).shown).
      """)
    page.section("1. Probabilities: `p`")
    page.formula(
      #"p_{i,t} = \frac{e^{\mathrm{logits}_{i,t}}}{\sum_{s} e^{\mathrm{logits}_{i,s}}}"#)
    page.lines([p[last, chapter.targets[last]]])
    page.heatMap(
      [p], rows: places(of: chapter.inputs), columns: Chapter0.vocabulary.tokens,
      alt: "The probabilities of the 6 tokens at each place")
    page.table(p)
    page.everyEntry(of: p)
    page.section("2. Negative log-likelihood and loss")
    page.formula(
      #"\mathrm{nll}_i = -\ln p_{i,\,\mathrm{target}(i)} = \ln\sum_{s} e^{\mathrm{logits}_{i,s}} - \mathrm{logits}_{i,\,\mathrm{target}(i)} \qquad L = \frac{1}{n}\sum_i \mathrm{nll}_i"#
    )
    page.text(
      "$`n`$ is the number of places. The second form is the same and loses no digits when p is tiny. Every place:"
    )
    page.lines(nll.scalars + grid("loss").scalars)
    var table = Table(["place", "sees", "should say", "p of that", "nll"], left: [1, 2])
    for i in 0..<places {
      table.add([
        "\(i)", shown(chapter.inputs[...i]),
        "`\(token(chapter.targets[i]))`", p[i, chapter.targets[i]].value.shown,
        nll[i].value.shown,
      ])
    }
    page.text(table.markdown)
    page.text(
      "The loss is **\(value("loss").shown)**; knowing nothing would cost \(Double.log(Double(tokenCount)).shown)."
    )
    page.section("By hand and in the core")
    page.excerpt("ByHand.crossEntropy", says: "By hand")
    page.excerpt("CrossEntropy", says: "In the core, with its gradient")
    page.check(["probabilities", "nll", "loss"])
    let worst = nll.values.indices.max { nll.values[$0] < nll.values[$1] } ?? 0
    page.checkYourself([
      (
        "At which place is the model most surprised?",
        "At place \(worst), where it gives the right token p = \(p[worst, chapter.targets[worst]].value.shown): a negative log-likelihood of \(nll[worst].value.shown)."
      ),
      (
        "By how much would the loss fall if every p were twice as large?",
        "By ln 2 = \(Double.log(2).shown): each negative log-likelihood is −ln p, and ln(2p) = ln 2 + ln p."
      ),
    ])
    page.keep("The loss is the mean negative log-likelihood at what really came next.")
  }
}
