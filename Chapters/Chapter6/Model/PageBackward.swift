import ChapterKit
import Numerics
import Walkthrough

extension Chapter6Story {
  func backwardPage(_ page: Page) {
    let q = grid("blocks.0.attention.W_q")
    page.section("What is new on the way back")
    page.text(
      """
      Softmax, attention, norms and feed-forward layers hand gradients back as in [chapter 0](../chapter0/README.md). New is the turn. A number of a query was used twice, for both coordinates of its turned point; so its gradient has two terms, and together they turn the gradient *back* by the same angle. For a pair (a, b) that was turned by the angle φ to (a′, b′):
      """)
    page.formula(
      #"\frac{\partial L}{\partial a} = \frac{\partial L}{\partial a'}\cos\varphi + \frac{\partial L}{\partial b'}\sin\varphi \qquad \frac{\partial L}{\partial b} = \frac{\partial L}{\partial b'}\cos\varphi - \frac{\partial L}{\partial a'}\sin\varphi"#
    )
    page.gradientEntry(q[0, 3, 2])
    page.gradientEntry(q[0, 3, 3])
    page.heatMap(
      [gradient("blocks.0.attention.q_turned"), gradient(q.name)], sharesScale: true,
      alt: "Gradients of the turned queries and of the queries: the same lengths, turned")
    func length(_ name: String) -> Double {
      gradient(name).values.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
    page.text(
      "A turn changes no length: all gradients of the turned queries together have the length \(length("blocks.0.attention.q_turned").fixed(6)), those of the queries \(length(q.name).fixed(6))."
    )
    page.everyGradient(of: q, grid("blocks.0.attention.W_k"))
    page.section("Every gradient of the pass")
    page.gradientTables(backLayers)
    page.foldedTables("Gradients of all parameters", parameterNames.map(gradient))
    page.section("In the core")
    page.excerpt("Rotary.backward", says: "The turn back")
    page.excerpt("LanguageBlock.backward", says: "A block")
    page.check(prefix: "grad.")
    page.checkYourself([
      (
        "What are the gradients of the padded places of the short sentence's last block?",
        "0: nobody who counts has looked at them."
      )
    ])
    page.keep("Forward a turn, backward the turn back.")
  }

  /// The layers of the pass, from the last to the first, with what has a gradient of each.
  private var backLayers: [Page.Layer] {
    layers.reversed().compactMap { layer in
      let grids = layer.grids.filter { run.trace["grad.\($0)"] != nil }
      return grids.isEmpty ? nil : (layer.title, grids)
    }
  }
}
