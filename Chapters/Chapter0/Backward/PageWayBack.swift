import ByHand
import Numerics
import Walkthrough

extension Chapter0Story {
  func wayBack(_ page: Page) {
    page.section("Why")
    page.text(
      "The loss is one number, \(value("loss").shown), and \(model.parameterCount.grouped) parameters made it. For each of them we want to know: if it were a little larger, how much would the loss change? That is its *gradient*. Nudging each one and running the whole pass again would take \(model.parameterCount.grouped) passes. The chain rule finds all of them in a single one, the *backward pass*, from the loss back to the words."
    )
    page.section("The map")
    page.text(
      "The arrows run against those of the forward pass. Each box is a grid of numbers that you have seen, with the length of its gradient: the root of the sum of its squares. Each arrow is one use of the chain rule, worked on one of the next pages."
    )
    page.code(gradientDiagram, "mermaid")
    page.text(forks)
    page.section("The pages")
    var table = Table(["page", "from the gradient of", "to that of"], left: [0, 1, 2])
    for (name, from, to) in [
      ("back-loss", "the loss", "`logits`"), ("back-logits", "`logits`", "`ln_f`"),
      ("back-ln-f", "`ln_f`", "`x2`"), ("back-change", "`x2`", "`active`"),
      ("back-hidden", "`active`", "`hidden`, `norm2`"), ("back-norm2", "`norm2` and `x2`", "`x1`"),
      ("back-heads", "`x1`", "`heads`, then `w` and `v`"), ("back-attention", "`w`", "`q`, `k`"),
      ("back-qkv", "`q`, `k`, `v`", "`norm1`"), ("back-norm1", "`norm1` and `x1`", "`x0`"),
      ("back-embeddings", "`x0`", "the words' and places' rows"),
    ] { table.add([page.link(name), from, to]) }
    page.text(table.markdown)
    page.checkYourself([
      (
        "Why does the way back need the numbers of the forward pass?",
        "A slope depends on where you stand. The slope of a product `a·b` with respect to `a` is `b`, so `b` must still be there."
      )
    ])
    page.keep("One pass back gives the gradient of every number.")
  }

  /// What the lengths say of the two places where a residual branches off.
  private var forks: String {
    let (x2, norm2, x1) = (
      length("blocks.0.residual2"), length("blocks.0.norm2"), length("blocks.0.residual1")
    )
    return
      "Where two arrows meet, two gradients are added: `x1` goes on through norm 2 *and* past it, so its gradient is that of `x2` (\(x2.shown)) plus what comes back through the feed-forward layer. The sum's length is \(x1.shown)\(x1 < x2 ? ", less than `x2`'s alone: the two partly cancel" : "") (at `norm2`, in between, it is \(norm2.shown)). Numbers are added, lengths are not: the two gradients point in different directions."
  }

  private func length(_ name: String) -> Double { Self.length(gradient(name).values) }

  static func length(_ values: [Double]) -> Double {
    values.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  /// The gradient's way back, with its length at each stage.
  private var gradientDiagram: String {
    let stages: [(String, String)] = [
      ("logits", "output_proj"), ("ln_f", "ln_f"), ("x2", "blocks.0.residual2"),
      ("active", "blocks.0.ffn.gelu"), ("hidden", "blocks.0.ffn.linear1"),
      ("norm2", "blocks.0.norm2"), ("x1", "blocks.0.residual1"),
      ("heads", "blocks.0.attention.heads"), ("w", "blocks.0.attention.weights"),
      ("q", "blocks.0.attention.W_q"), ("k", "blocks.0.attention.W_k"),
      ("v", "blocks.0.attention.W_v"), ("norm1", "blocks.0.norm1"), ("x0", "embedding"),
    ]
    let boxes = stages.map { "  \($0.0)[\"\($0.0): \(length($0.1).shown)\"]" }
    return """
      flowchart TD
      \(boxes.joined(separator: "\n"))
        logits --> ln_f --> x2 --> active --> hidden --> norm2 --> x1
        x2 -->|residual| x1
        x1 --> heads --> w
        heads --> v
        w --> q
        w --> k
        q --> norm1
        k --> norm1
        v --> norm1
        norm1 --> x0
        x1 -->|residual| x0
      """
  }
}
