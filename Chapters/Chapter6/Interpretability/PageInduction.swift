import ByHand
import Numerics
import Walkthrough

extension Chapter6Story {
  func inductionPage(_ page: Page) {
    page.inventory([
      .input("nine words after [BOS]: \(words(Copying.clean))", "seen.tokens", origin: "chosen"),
      .input(
        "all \(copy.model.parameterCount.grouped) parameters of `copy.`",
        origin: "trained, two decimals"),
      .output(
        "the attention weights of two blocks", "seen.blocks.0.attention.weights",
        "seen.blocks.1.attention.weights"),
      .output("what the model says next", "lens\(Sizes.copy.layers).probabilities"),
      .output("the induction score of each head (layers, heads)", HeadPattern.induction.grid),
    ])
    page.section("Why")
    page.text(
      """
      A story tells of a Mr Quibbleworth. A page later it begins "Mr Quib…", and any reader can go on, although the name was in no book before. A model that knew nothing but its training text could not. It has to look into what it is reading *now*: where did this
      occur before, and what came after it? A part of a model that does just that is called an *induction head* (Elhage et al., "A Mathematical Framework for Transformer Circuits", 2021; Olsson et al., "In-context Learning and Induction Heads", 2022).
      To see one with all its numbers, we train a model that needs it, and then open it up.
      """)
    taskSection(page)
    saysSection(page)
    page.section("Where it looks")
    page.text(
      "Rows ask, columns are looked at; `w[h,i,j]` is how much of what head h takes at place i comes from place j. First block 0, then block 1."
    )
    for block in 0..<Sizes.copy.layers {
      page.heatMap(
        [grid("seen.blocks.\(block).attention.weights")], rows: labels(Copying.clean),
        columns: labels(Copying.clean), alt: "The attention weights of both heads of block \(block)"
      )
    }
    page.text(mostWeight)
    scoreSection(page)
    page.section("In the core")
    page.excerpt("Chapter6.copyForward", says: "The pass, by hand")
    page.excerpt("HeadPattern.pairs", says: "Where a head of each kind looks")
    page.excerpt("HeadPattern.score", says: "Its score, in the core")
    page.check(["seen.output_proj", HeadPattern.induction.grid])
    page.checkYourself([
      (
        "Why can nothing stored in the weights help with the second half?",
        "The words are drawn anew for each sequence, evenly: which one follows `cat` is different every time. Only the sequence itself says it."
      ),
      (
        "Training sequences go on with pieces that begin at a random word. What could the model do instead of looking for its own word, if the second half always were the first one again?",
        "Look a fixed number of places back, whatever stands there. \(page.link("emergence")) has such a training."
      ),
    ])
    page.keep(
      "An induction head finds where the present word stood before, and looks at what came after it."
    )
  }

  private func taskSection(_ page: Page) {
    page.section("The task")
    let draws = chapter.common.random["copy.example"]
    page.text(
      """
      \(Copying.tokens.count - 1) words. A sequence begins with [BOS] and \(Copying.words) different words drawn at random; then pieces of these follow, each from a word drawn at random on to the last one. Nobody can know which word a piece begins with. How it goes on,
      anyone who looks back can tell. Three such sequences:
      """)
    page.code(
      (0..<3).map { Copying.pieces(draws, $0).map(word).joined(separator: " ") }.joined(
        separator: "\n"))
    page.excerpt("Copying.pieces", says: "How they are drawn")
    page.text(
      """
      The model has \(Sizes.copy.layers) blocks with \(Sizes.copy.heads) heads each, \(Sizes.copy.features) features, \(Sizes.copy.hidden) hidden numbers, learned places and an output table `U` of its own: \(copy.model.parameterCount.grouped) parameters. It is trained for \(copy.steps.grouped) steps on \(InductionTraining.batch) fresh sequences
      each (\(page.link("emergence")) tells how that went), and then its parameters are rounded to two decimals, with which everything here is worked.
      """)
    page.fold("The parameters as tables") {
      page.text(parameterTable(of: copy.model, prefix: "copy.") { _ in Self.copyNames() })
      for name in [
        "E": "token_embedding.embedding", "P": "pos_encoding.pos_embedding", "U": "output_proj",
      ].sorted(by: { $0.key < $1.key }) {
        page.table(grid("copy.\(name.value).weight"))
      }
    }
  }

  private func saysSection(_ page: Page) {
    page.section("What it says")
    let p = grid("lens\(Sizes.copy.layers).probabilities")
    var table = Table(
      ["place", "word", "what comes next", "its probability", "the likeliest"], left: [1, 2, 4])
    var right = 0
    for (i, id) in Copying.clean.enumerated() {
      let (next, row) = (next(after: i), p.row(i).map(\.value))
      let best = row.indices.max { row[$0] < row[$1] } ?? 0
      if knownPlaces.contains(i) && best == next { right += 1 }
      let mark = knownPlaces.contains(i) ? "**" : ""
      table.add([
        "\(i)", "`\(word(id))`", "`\(word(next))`", mark + row[next].shown + mark,
        "`\(word(best))`",
      ])
    }
    page.text(table.markdown)
    page.text(
      "In the first half, and at the place where the repetition begins, nobody can know. At the \(knownPlaces.count) places after that (bold) the likeliest word is the right one \(right) times. Over \(Interpretability.sequences) sequences that the model was not trained on, it is right at \((100 * (looked.right.last ?? 0)).fixed(1)) % of such places."
    )
  }

  /// How often a head of the last block looks most where an induction head would.
  private var mostWeight: String {
    let (block, pairs) = (Sizes.copy.layers - 1, HeadPattern.induction.pairs(Copying.clean))
    let weights = grid("seen.blocks.\(block).attention.weights")
    let heads = (0..<Sizes.copy.heads).map { head in
      let hits = pairs.count { pair in
        let row = (0...pair.query).map { weights[head, pair.query, $0].value }
        return row.max() == row[pair.key]
      }
      return "\(Self.head(block, head)) \(hits) of \(pairs.count) times"
    }
    return
      "At the places \(knownPlaces.lowerBound) to \(knownPlaces.upperBound - 1), whose word stood before, the heads of block \(block) look most at the word that came after it there: \(heads.joined(separator: ", ")). (Head 1.0 is head 0 of block 1.)"
  }

  private func scoreSection(_ page: Page) {
    let score = grid(HeadPattern.induction.grid)
    let pairs = HeadPattern.induction.pairs(Copying.clean)
    let best = score.scalars.max { $0.value < $1.value } ?? score.scalars[0]
    page.section("The induction score")
    page.text(
      """
      To say how much of an induction head a head is, we need a number. At each place i whose word stood before, at place f(i), an induction head looks at the place *after* that: f(i) + 1. The score is the mean weight that it gives to it:
      """)
    page.formula(
      #"\mathrm{induction}_{\ell,h} = \frac{1}{|R|} \sum_{i \in R} w^{(\ell)}_{h,\,i,\,f(i)+1}"#)
    page.text(
      """
      R are the places whose word stood before. Here they are \(pairs.map { "\($0.query) (looks at \($0.key))" }.joined(separator: ", ")). A head that looks nowhere else gets 1. A head that looks at the *same* word as its own, f(i), gets 0, although it too has found the repetition.
      """)
    page.lines([best])
    page.table(score)
    page.everyEntry(of: score)
  }
}
