import ChapterKit
import Core
import Dataset
import Numerics
import Walkthrough

extension Chapter6Story {
  static var lookNames: Names {
    Names(dropping: ["look."], ["look.q_turned": "q′", "look.k_turned": "k′", "look.weights": "w"])
  }

  /// The story, up to where the colour is to be told, on the colours of one head's attention.
  var attentionMap: String {
    let (question, pairs) = (results.look.question, results.telling.tales.pairs)
    let weights = grid("look.weights").values
    let most = weights.max() ?? 1
    return WordMap.svg(
      question.tokens.indices.map { place in
        WordMap.Word(
          pairs.text([question.tokens[place]]), share: weights[place] / most,
          isFramed: place == question.query)
      })
  }

  /// Whether it is the story that the chapter opens with.
  var isOpening: Bool { !results.look.story.steps.isEmpty }

  /// How often the model keeps the colour.
  private var kept: Double { results.telling.teller["colour"] }

  /// Whether most of its stories keep the colour to the end.
  var keepsColour: Bool { kept > 0.5 }

  /// The colour that comes next.
  private var colour: String {
    let (question, pairs) = (results.look.question, results.telling.tales.pairs)
    return pairs.text([question.tokens[question.answers[0]]]).replacing(" ", with: "")
  }

  func colourPage(_ page: Page) {
    let (look, n) = (results.look, results.look.question.tokens.count)
    let (weights, query) = (grid("look.weights"), results.look.question.query)
    let told = look.question.answers.reduce(0) { $0 + weights.values[$1] }
    page.section("Why")
    page.text(
      "\(isOpening ? "The story that opens the chapter" : "A held-out story of the grammar") names its hat at the beginning and again at the end, \(n - look.question.answers[0]) tokens later. When `\(token(at: query))` is written at the end, the colour has to come. Where could the model get it from? Attention looks back: of its \(Sizes.teller.layers) × \(Sizes.teller.heads) heads we look for the one that gives most weight to earlier places of the colour, over \(HatLook.stories) held-out stories."
    )
    page.section("The head")
    var heads = Table(
      ["mean weight on the colour"] + (0..<Sizes.teller.heads).map { "head \($0)" }, left: [0])
    for (layer, scores) in look.scores.enumerated() {
      heads.add(["block \(layer)"] + scores.map { $0.mean.fixed(3) })
    }
    page.text(heads.markdown)
    page.text(
      "Head \(look.head) of block \(look.layer) has the largest: \(look.scores[look.layer][look.head].mean.fixed(3)). Here is the story through its eyes, at the framed place. The stronger a word's colour, the more of the weight it has; \((100 * told).fixed(0)) % of it lies on \"\(colour)\", which occurs \(look.question.answers.count == 1 ? "once" : "\(look.question.answers.count) times") before:"
    )
    page.picture(
      "look.svg", attentionMap.utf8,
      alt: "The story, each word on a colour as strong as the attention that it gets")
    page.text(
      "Does the model keep the colour? In \((100 * kept).fixed(1)) % of \(TaleGoals.count) stories the last sentence has the colour of the first (\(page.link("telling"))); by chance it would be one in \(TaleWords.colours.count). Here the model gives \"\(colour)\" a probability of \(look.probability.shown) at this place, against \((1 / Double(TaleWords.colours.count)).shown) for one of \(TaleWords.colours.count) colours by chance. The largest weights:"
    )
    var table = Table(["place", "token", "weight"], left: [1])
    for place in weights.values.indices.sorted(by: { weights.values[$0] > weights.values[$1] })
      .prefix(8)
    {
      table.add(["\(place)", token(at: place).asCode, weights.values[place].shown])
    }
    page.text(table.markdown)
    page.section("By hand")
    byHand(page)
    page.section("In the core")
    page.excerpt("HatLook", says: "The search for the head")
    page.excerpt("Chapter6.look", says: "The head by hand")
    page.check(prefix: "look.")
    page.keep(
      keepsColour
        ? "A head can carry a word over a whole story: it looks for it, and finds it."
        : "To look back at a word is not yet to say it.")
  }

  private func token(at place: Int) -> String {
    results.telling.tales.pairs.text([results.look.question.tokens[place]])
      .replacing(" ", with: "␣").onOneLine()
  }

  private func byHand(_ page: Page) {
    let (look, weights) = (results.look, grid("look.weights"))
    let (q, k) = (grid("look.q_turned"), grid("look.k_turned"))
    let best = weights.values.indices.max { weights.values[$0] < weights.values[$1] } ?? 0
    page.text(
      "The head reads rows `x` of \(Sizes.teller.features) numbers (after `norm1` of block \(look.layer)), which are given here. Its query at place \(look.question.query) has \(Sizes.headSize) numbers, and so has its key at each place. One number of the query in full, before RoPE turns it (\(page.link("positions"))):"
    )
    page.lines([grid("look.q")[0, 0]])
    page.text(
      "The turned query times the turned key at place \(best), `\(token(at: best))`, the largest weight:"
    )
    var table = Table(["i", "q′", "k′", "product", "sum so far"])
    var sum = 0.0
    for i in 0..<Sizes.headSize {
      let product = q[0, i].value * k[best, i].value
      sum += product
      table.add([
        "\(i)", q[0, i].value.shown, k[best, i].value.shown, product.shown, sum.shown,
      ])
    }
    page.text(table.markdown)
    page.text("That is the score. Divided by √\(Sizes.headSize), and through softmax:")
    page.lines([grid("look.scores")[best], grid("look.scaled")[best]])
    page.text(
      "Softmax over all \(weights.count) places leaves \(weights.values[best].shown) of the weight to this one."
    )
    page.folded("All scores, scaled scores and weights", scores)
    page.foldedTables(
      "The query, before and after RoPE (keys and x are in the trace, under look.)",
      [grid("look.q"), q])
  }

  private var scores: String {
    var table = Table(["place", "token", "score", "scaled", "weight"], left: [1])
    for place in 0..<grid("look.weights").count {
      table.add(
        ["\(place)", token(at: place).asCode]
          + ["scores", "scaled", "weights"].map { grid("look.\($0)").values[place].shown })
    }
    return table.markdown
  }
}
