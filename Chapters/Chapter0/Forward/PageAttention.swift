import Numerics
import Walkthrough

extension Chapter0Story {
  func attention(_ page: Page) {
    func part(_ name: String) -> String { "blocks.0.attention.\(name)" }
    let (name, weights) = ("blocks.0.attention", grid(part("weights")))
    let size = featureCount / Sizes.byHand.heads
    page.inventory([
      .input("`q`, `k`", part("W_q"), part("W_k"), from: "qkv"),
      .output("`w`, the attention weights", part("weights")),
    ])
    page.section("Why")
    page.text(
      """
      How much should token i listen to token j? As much as i's query fits j's key, measured by their dot
      product: large when both have large numbers of the same sign in the same features. We do it twice,
      with two *heads*: head 0 owns features 0 to \(size - 1), head 1 features \(size) to \(2 * size - 1), so that a token can look for
      two things at once.

      Then three small steps. *Scale*: sums of \(size) products are large; dividing by √\(size) keeps them near 1.
      *Causal mask*: token i must not see what comes after it, or guessing the next word would be copying it.
      *Softmax*: turn the scores of each row into positive weights that add up to 1.
      """)
    lookingSection(page)
    page.section("1. Scores")
    page.text(
      "$`h`$ is the head, $`i`$ the token that asks, $`j`$ the one that is looked at."
    )
    page.attentionScores(name, part("W_q"), part("W_k"), worked: [1, last, 0])
    page.section("2. Scaling")
    page.attentionScaling(name, worked: [1, last, 0])
    scalingSection(page)
    page.section("3. Mask and softmax")
    page.formula(
      #"w_{h,i,j} = \frac{e^{\mathrm{scaled}_{h,i,j}}}{\sum_{m \le i} e^{\mathrm{scaled}_{h,i,m}}} \quad (j \le i), \qquad w_{h,i,j} = 0 \quad (j > i)"#
    )
    page.text(
      "To keep the powers small, the largest score of the row is subtracted from all of them first; numerator and denominator shrink by the same factor. That is why the exponents change from one of the lines below to the next."
    )
    page.lines([weights[1, last, 0]])
    page.heatMap(
      [weights], worked: weights[1, last, 0], rows: places(of: chapter.inputs),
      columns: places(of: chapter.inputs),
      alt: "The attention weights of both heads as heat maps; the upper right triangle is 0")
    page.text(
      "Each row adds up to 1. The first token can only look at itself. The tokens are \(shown(chapter.inputs))."
    )
    page.table(weights)
    page.everyEntry(of: weights)
    page.inRealSystems(
      """
      The table of weights has a row and a column for each token, so its size grows with the square of the length.
      Fast programs never store it whole: they go through it piece by piece and keep a running maximum and sum for the
      softmax (*FlashAttention*). Many models let several heads share one set of keys and values (*grouped queries*), so that less has to
      be kept while writing.
      """)
    page.section("By hand and in the core")
    page.excerpt("ByHand.attention", says: "By hand")
    page.excerpt("Attention.forward", says: "In the core, head by head")
    page.check([part("scores"), part("scaled"), part("weights")])
    page.checkYourself([
      (
        "Add 5 to all scores of a row. What happens to its weights?",
        "Nothing: numerator and denominator grow by the same factor. So adding the same number to a row's scores cannot change the loss, which has a strange consequence on \(page.link("back-qkv"))."
      )
    ])
    page.keep(
      "Attention weights say how much each token takes from itself and from each earlier one; they are positive and add up to 1."
    )
  }

  /// What attention is for, on weights that have been trained: those of this page are drawn.
  private func lookingSection(_ page: Page) {
    let (n, deciding) = (pair.inputs[0].count, TwoSentences.deciding)
    let weights = TwoSentences.sentences.indices.map { pair.attention($0) }
    func row(_ sentence: Int, _ head: Int) -> [Double] {
      Array(weights[sentence][head][deciding * n..<deciding * n + deciding + 1])
    }
    let head =
      weights[0].indices.max { row(0, $0)[1] + row(1, $0)[1] < row(1, $1)[1] + row(0, $1)[1] } ?? 0
    page.subsection("What it looks like when it means something")
    page.text(
      "The numbers below come from weights that were drawn at random, so who looks at whom means nothing yet. Here is the same model trained on two sentences, *\(TwoSentences.sentences[0])* and *\(TwoSentences.sentences[1])* (\(page.link("what-for"))). In both sentences the word after `\(token(pair.inputs[0][deciding]))` is the one that wasn't used yet, so at `\(token(pair.inputs[0][deciding]))` (framed) the model has to look back. The stronger a word's colour, the more weight head \(head) gives it:"
    )
    for sentence in TwoSentences.sentences.indices {
      let words = pair.inputs[sentence].prefix(deciding + 1).enumerated().map { place, id in
        WordMap.Word(
          " \(token(id)) ", share: row(sentence, head)[place], isFramed: place == deciding)
      }
      page.picture(
        "looks-\(sentence + 1).svg", WordMap.svg(words).utf8,
        alt:
          "Head \(head) at \(token(pair.inputs[sentence][deciding])): \(words.indices.map { "\(token(pair.inputs[sentence][$0])) \(row(sentence, head)[$0].fixed(2))" }.joined(separator: ", "))"
      )
    }
    page.text(
      "The first word gets \(row(0, head)[1].fixed(2)) of the weight in one sentence and \(row(1, head)[1].fixed(2)) in the other. How such weights are computed is this page's subject."
    )
  }

  /// What large scores do to a softmax.
  private func scalingSection(_ page: Page) {
    page.subsection("Why divide at all?")
    page.text(
      """
      Large models have 64 or more features in a head. A dot product of 64 features of size 1 can reach 64 if all
      signs agree, and with random signs it is about √64 = 8. Say one key fits by 8 and three others by 0. The softmax is then all but certain, and a
      certain softmax has no slope: moving the score changes almost nothing, so nothing can be learned.
      Divided by √64, the same scores leave room:
      """)
    var table = Table(["scores", "weight of the first", "slope w·(1 − w)"], left: [0])
    for scale in [1.0, 8] {
      let w = Double.exp(8 / scale) / (Double.exp(8 / scale) + 3)
      table.add([
        "\((8 / scale).shown), 0, 0, 0", w.fixed(3), (w * (1 - w)).fixed(3),
      ])
    }
    page.text(table.markdown)
  }
}
