import Numerics
import Walkthrough

extension Story {
  /// The steps of a forward pass, in order: a title and its grids.
  var passLayers: [(title: String, names: [String])] {
    let block = "blocks.0."
    return [
      ("Embeddings", ["embedding"]), ("Norm 1", normParts(block + "norm1")),
      ("Queries, keys, values", ["q", "k", "v"].map { block + "attention.W_\($0)" }),
      ("Attention weights", ["scores", "scaled", "weights"].map { block + "attention.\($0)" }),
      (
        "Heads, mixing, residual",
        [block + "attention.heads", block + "attention.W_o", block + "residual1"]
      ),
      ("Norm 2", normParts(block + "norm2")),
      ("Detectors and GELU", [block + "ffn.linear1", block + "ffn.gelu"]),
      ("Change and residual", [block + "ffn.linear2", block + "residual2"]),
      ("Final norm", normParts("ln_f")), ("Logits", ["output_proj"]),
    ]
  }

  /// Steps of a recorded forward pass: results as tables, and every entry in numbers.
  func pass(
    _ page: Page, _ prefix: String, _ layers: some Sequence<(title: String, names: [String])>
  ) {
    for (title, names) in layers {
      page.subsection(title)
      let grids = names.map { grid(prefix + $0) }
      page.foldedTables("The numbers", grids)
      page.everyEntryInNumbers(of: grids)
    }
  }

  func secondForward() {
    let page = book.page(
      "second-forward", "The second forward pass: which probabilities rose",
      Self.names(pass: "second.", parameters: "updated."))
    let (before, after) = (value("loss"), value("second.loss"))
    let (p, q) = (grid("probabilities"), grid("second.probabilities"))
    page.inventory([
      ("in", "the same tokens", "\(places)", book.link("embeddings")),
      (
        "parameters", "all of them, updated",
        "\(settings.parameters.reduce(0) { $0 + $1.value.count }.grouped) numbers",
        book.link("adamw")
      ),
      ("out", "the loss after one step", "**one number**", "this page"),
    ])
    page.section("The answer")
    page.text(
      "The loss \(after < before ? "fell" : "rose") from **\(before.shown)** to **\(after.shown)**. The probability of the right word:"
    )
    var table = Table(
      ["place", "sees", "should say", "p before", "p after", "change"], left: [1, 2])
    for i in 0..<places {
      let (a, b) = (p[i, settings.targets[i]].value, q[i, settings.targets[i]].value)
      table.add([
        "\(i)", settings.inputs[...i].map { "`\(token($0))`" }.joined(separator: " "),
        "`\(token(settings.targets[i]))`", a.shown, b.shown, (b - a).shown,
      ])
    }
    page.text(table.markdown)
    page.heatMap(
      [p, q], titles: ["p before", "p after"],
      alt: "The probabilities before and after the step as heat maps")
    page.table(q, called: "p after")
    page.section("The loss, worked")
    page.lines(grid("second.surprise").scalars + grid("second.loss").scalars)
    page.everyEntryInNumbers(of: [q])
    page.section("Every number, as far as the second norm")
    page.text(
      "The layers in order; which number is which is spelled out on pages 2 to 10. The rest is \(book.link("second-feed-forward"))."
    )
    pass(page, "second.", passLayers[..<6])
    page.section("In the core")
    page.text(
      "The core's second pass starts from the parameters updated by hand, so that it can be compared to the last bit."
    )
    page.check(run.trace.grids.map(\.name).filter { $0.hasPrefix("second.") })
    page.keep(
      "One step of training: forward, loss, backward, update; and the right words have become likelier."
    )
  }

  func secondFeedForward() {
    let page = book.page(
      "second-feed-forward", "The second forward pass: feed-forward to logits",
      Self.names(pass: "second.", parameters: "updated."))
    page.text(
      "The other half of \(book.link("second-forward")): every number from the feed-forward layer on."
    )
    pass(page, "second.", passLayers[6...])
    page.keep("The same sums as the first time, with parameters that have moved by a hundredth.")
  }
}
