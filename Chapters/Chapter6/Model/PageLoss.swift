import ByHand
import ChapterKit
import Core
import Numerics
import Walkthrough

/// Three probabilities of right tokens, whose perplexity is a whole number.
private let worked = [0.5, 0.25, 0.125]

extension HandComputation {
  // excerpt Chapter6.perplexity
  /// exp of the mean negative log-likelihood: how many equally likely tokens would be as surprising.
  func perplexity() {
    let p = trace.given(.data, "perplexity.p", [worked.count], worked)
    let zero = trace.constant("perplexity.zero", 0)
    let logs = trace.each("perplexity.log", p) { apply(.logarithm, $0) }
    let mean = trace.scalar("perplexity.mean") { ByHand.mean(logs.scalars) }
    let loss = trace.scalar("perplexity.loss") { zero - mean }
    trace.scalar("perplexity.value") { apply(.exponential, loss) }
  }
  // end excerpt
}

extension CoreComputation {
  func perplexity() {
    let logs = Tensor([worked.count], worked).map { Double.log($0) }
    let mean = logs.values.reduce(0, +) / Double(worked.count)
    recorder.record("perplexity.p", Tensor([worked.count], worked))
    recorder.record("perplexity.log", logs)
    for (name, value) in [
      ("zero", 0), ("mean", mean), ("loss", 0 - mean), ("value", Double.exp(0 - mean)),
    ] { recorder.record("perplexity.\(name)", Tensor(scalar: value)) }
  }
}

extension Chapter6Story {
  func lossPage(_ page: Page) {
    let (_, targets) = Tiny.batch(Tiny.sentences)
    let real = targets.compactMap { $0 }
    page.section("Only what is real counts")
    page.text(
      """
      At each place the model gives a probability to every token; the loss is the mean negative log-likelihood, −ln p, at the right next tokens, as in [chapter 0](chapter0/loss). The short sentence has
      places after its [EOS] at which nothing comes next. They are left out: not set to [PAD], which the model would then learn to say, but not counted, neither in the sum nor in the number it is divided by. Of \(targets.count) places \(real.count) are real.
      """)
    var table = Table(["", "after", "right next token", "p", "nll"], left: [0, 1, 2])
    let (p, nll) = (grid("probabilities"), grid("nll"))
    for (n, target) in real.enumerated() {
      let place = targets.indices.filter { targets[$0] != nil }[n]
      let inputs = Tiny.batch(Tiny.sentences).inputs
      let (text, at) = (place / inputs[0].count, place % inputs[0].count)
      table.add([
        "sentence \(text)", "`\(Tiny.tokens[inputs[text][at]])`", "`\(Tiny.tokens[target])`",
        p[n, target].value.shown, nll[n].value.shown,
      ])
    }
    page.text(table.markdown)
    page.lines([nll[0]])
    page.lines(grid("loss").scalars)
    page.everyEntry(of: p, nll)
    let padded = targets.indices.filter { targets[$0] == nil }
    let width = inputsWidth
    let zeros = padded.allSatisfy { place in
      (0..<Tiny.tokens.count).allSatisfy {
        gradient("output_proj")[place / width, place % width, $0].value == 0
      }
    }
    page.text(
      "The gradients of the logits at the \(padded.count) padded places: \(zeros ? "all 0" : "not all 0")."
    )
    page.section("Perplexity")
    page.text(
      "A loss of \(value("perplexity.loss").fixed(2)) says little to the eye. Its exponential does: it is the number of equally likely tokens that would be as surprising. Three right tokens that were given the probabilities \(worked.map(\.shown).joined(separator: ", ")):"
    )
    page.formula(#"\mathrm{perplexity} = e^{\,\mathrm{loss}} = e^{-\frac1n \sum_i \ln p_i}"#)
    page.lines(["log", "mean", "loss", "value"].flatMap { grid("perplexity.\($0)").scalars })
    page.text(
      "As surprising, on average, as a choice among \(value("perplexity.value").fixed(0)) equally likely tokens. For the tiny model: \(value("loss").shown), which is a perplexity of \(ownPerplexity); it has \(Tiny.tokens.count) tokens to choose from\(Double.exp(value("loss")) > Double(Tiny.tokens.count) ? ", so an even guess would be better" : "")."
    )
    page.section("Where a loss begins")
    let even = Double.log(Double(Sizes.little.vocabulary))
    page.text(
      """
      Before training a model knows nothing. The honest guess is then the same for each of \(Sizes.little.vocabulary) tokens: a loss of ln \(Sizes.little.vocabulary) = \(even.fixed(4)), the perplexity of the whole vocabulary. A model that starts far above is *sure of nonsense*, and spends its first steps unlearning it. What decides is how
      large the parameters are drawn (from a normal distribution, with this standard deviation):
      """)
    var starts = Table([
      "standard deviation", "first loss on the held-out stories",
      "over ln \(Sizes.little.vocabulary)",
    ])
    for (deviation, loss) in results.course.starts {
      starts.add([deviation.shown, loss.fixed(4), (loss - even).fixed(4)])
    }
    page.text(starts.markdown)
    page.text(
      "GPT-2 takes 0.02; so does our training. Where the output's weights are the embedding table (\(page.link("tying"))), large numbers harm twice: a large row fits itself best, so the model begins by expecting the token that it has just read."
    )
    page.section("In the core")
    page.excerpt("LanguageLoss", says: "The loss without padding")
    page.check(["probabilities", "nll", "loss"])
    page.check(prefix: "perplexity.")
    page.checkYourself([
      (
        "A model is always sure and right in half of the places, and gives the right token 1/100 in the others. Its perplexity?",
        "The mean of 0 and ln 100 is ln 10: the perplexity is 10."
      )
    ])
    page.keep("A loss is a mean negative log-likelihood; its exponential is a number of choices.")
  }

  private var inputsWidth: Int { Tiny.batch(Tiny.sentences).inputs[0].count }

  private var ownPerplexity: String {
    let perplexity = Double.exp(value("loss"))
    return perplexity.isFinite ? perplexity.fixed(2) : "more than 10³⁰⁸, too much for 64 bits"
  }
}
