import Numerics
import Walkthrough

extension Chapter0Story {
  func summary(_ page: Page) {
    page.section("Forward")
    page.text(
      "`\(chapter.sentence)` → \(chapter.ids.map { "\($0)" }.joined(separator: " ")) → x0 → norm 1 → q, k, v → attention → + → norm 2 → feed-forward → + → final norm → logits → loss **\(value("loss").shown)**."
    )
    page.section("Backward")
    page.text(
      "How long is the gradient at each stage? The length of a grid of numbers is the root of the sum of their squares."
    )
    page.code(gradientDiagram, "mermaid")
    var table = Table(
      ["parameters", "numbers", "length of the gradient", "largest entry"], left: [0])
    for p in model.parameters {
      let g = gradient(p.name).values
      table.add([
        "`\(p.name)`", "\(g.count)", length(g).shown, (g.map(\.magnitude).max() ?? 0).shown,
      ])
    }
    let all = model.parameters.flatMap { gradient($0.name).values }
    table.add([
      "**all**", "\(all.count)", "**\(length(all).shown)**",
      (all.map(\.magnitude).max() ?? 0).shown,
    ])
    page.text(table.markdown)
    page.section("Update")
    page.text("The ten parameters that moved most:")
    var moved = Table(["parameter", "before", "gradient", "after", "movement"], left: [0])
    let entries = model.parameters.flatMap { p in
      zip(grid(p.name).scalars, zip(gradient(p.name).values, grid("updated.\(p.name)").values))
        .map { (name: $0.name, before: $0.value, g: $1.0, after: $1.1) }
    }
    let most = entries.enumerated().sorted {
      let (a, b) = (
        ($0.element.after - $0.element.before).magnitude,
        ($1.element.after - $1.element.before).magnitude
      )
      return a != b ? a > b : $0.offset < $1.offset
    }
    for (_, e) in most.prefix(10) {
      moved.add([
        "`\(e.name)`", e.before.shown, e.g.shown, e.after.shown, (e.after - e.before).shown,
      ])
    }
    page.text(moved.markdown)
    page.text(
      "All by nearly the learning rate; the last digits are weight decay, which pulls large parameters harder."
    )
    page.section("Forward again")
    page.text("Loss **\(value("loss").shown)** → **\(value("second.loss").shown)**.")
    page.keep("Four strokes, like an engine: forward, loss, backward, update.")
  }

  private func length(_ values: [Double]) -> Double {
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
    let boxes = stages.map { "  \($0.0)[\"\($0.0): \(length(gradient($0.1).values).shown)\"]" }
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
