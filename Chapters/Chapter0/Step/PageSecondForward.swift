import Numerics
import Walkthrough

extension Chapter0Story {
  /// The steps of a forward pass, in order: a title and its grids.
  var passLayers: [Page.Layer] {
    let block = "blocks.0."
    return [
      ("Embeddings", ["embedding"]), ("Norm 1", Page.normSteps(block + "norm1")),
      ("Queries, keys, values", ["q", "k", "v"].map { block + "attention.W_\($0)" }),
      ("Attention weights", ["scores", "scaled", "weights"].map { block + "attention.\($0)" }),
      (
        "Heads, mixing, residual",
        [block + "attention.heads", block + "attention.W_o", block + "residual1"]
      ),
      ("Norm 2", Page.normSteps(block + "norm2")),
      ("Detectors and GELU", [block + "ffn.linear1", block + "ffn.gelu"]),
      ("Change and residual", [block + "ffn.linear2", block + "residual2"]),
      ("Final norm", Page.normSteps("ln_f")), ("Logits", ["output_proj"]),
    ]
  }

  func secondForward(_ page: Page) {
    let (before, after) = (value("loss"), value("second.loss"))
    let (p, q) = (grid("probabilities"), grid("second.probabilities"))
    page.inventory([
      .input("the same tokens", "tokens", from: "embeddings"),
      .input("all \(model.parameterCount.grouped) parameters, updated", from: "adamw"),
      .output("the loss after one step", "second.loss"),
    ])
    page.section("The answer")
    page.text(
      "The loss \(after < before ? "fell" : "rose") from **\(before.shown)** to **\(after.shown)**. The probability of the right word:"
    )
    var table = Table(
      ["place", "sees", "should say", "p before", "p after", "change"], left: [1, 2])
    for i in 0..<places {
      let (a, b) = (p[i, chapter.targets[i]].value, q[i, chapter.targets[i]].value)
      table.add([
        "\(i)", shown(chapter.inputs[...i]),
        "`\(token(chapter.targets[i]))`", a.shown, b.shown, (b - a).shown,
      ])
    }
    page.text(table.markdown)
    page.heatMap(
      [p, q], titles: ["p before", "p after"], sharesScale: true, rows: places(of: chapter.inputs),
      columns: Chapter0.vocabulary.tokens,
      alt: "The probabilities before and after the step as heat maps")
    page.table(q, called: "p after")
    page.section("The loss, worked")
    page.lines(grid("second.nll").scalars + grid("second.loss").scalars)
    page.promise(parameterNames)
    page.nudge(grid("output_proj.weight")[chapter.targets[last], 3], by: chapter.nudge.step)
    page.text(
      "Every number of the pass stands at the book's end: \(page.links(from: "numbers-second-1", to: "numbers-second-2"))."
    )
    page.section("In the core")
    page.check(prefix: "second.")
    let rose = (0..<places).filter { i in
      q[i, chapter.targets[i]].value > p[i, chapter.targets[i]].value
    }.count
    page.checkYourself([
      (
        "Did the probability of every right word rise?",
        rose == places ? "Yes, all \(places) of them." : "No: \(rose) of \(places) rose."
      )
    ])
    page.keep(
      "One step of training: forward, loss, backward, update; then look whether it helped."
    )
  }

  /// What follows the logits, the result last.
  var lossGrids: [String] { ["loss", "nll", "probabilities"] }

  func secondNumbers(_ page: Page, _ layers: some Sequence<Page.Layer>) {
    page.wholePass(
      "second.", layers, of: "second-forward", explained: ("embeddings", "loss"))
  }
}
