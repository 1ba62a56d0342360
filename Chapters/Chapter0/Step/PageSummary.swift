import ByHand
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
      "The way back, stage by stage, is on \(page.link("way-back")). At its ends are the parameters, with gradients of these lengths:"
    )
    var table = Table(
      ["parameters", "numbers", "length of the gradient", "largest entry"], left: [0])
    for p in model.parameters {
      let g = gradient(p.name).values
      table.add([
        "`\(p.name)`", "\(g.count)", Self.length(g).shown, (g.map(\.magnitude).max() ?? 0).shown,
      ])
    }
    let all = model.parameters.flatMap { gradient($0.name).values }
    table.add([
      "**all**", "\(all.count.grouped)", "**\(Self.length(all).shown)**",
      (all.map(\.magnitude).max() ?? 0).shown,
    ])
    page.text(table.markdown)
    page.section("Update")
    page.text(
      "AdamW's first step moves parameters equally far, whatever the size of their gradients, as long as these are large beside ε = 10⁻⁸:"
    )
    movements(page)
    page.section("Forward again")
    page.text("Loss **\(value("loss").shown)** → **\(value("second.loss").shown)**.")
    let longest =
      parameterNames.max { Self.length(gradient($0).values) < Self.length(gradient($1).values) }
      ?? ""
    page.checkYourself([
      (
        "Which grid of parameters has the longest gradient?",
        "`\(longest)`, with \(gradient(longest).count.grouped) numbers, the largest of them \((gradient(longest).values.map(\.magnitude).max() ?? 0).shown). A length counts both: how many numbers there are, and how large they are."
      )
    ])
    page.keep("Four strokes, like an engine: forward, loss, backward, update.")
  }

  /// How far parameters moved, from the largest gradient down to those that are still far above ε.
  private func movements(_ page: Page) {
    let ranked = moved.enumerated().filter { $0.element.g.magnitude > 1e-6 }.sorted {
      let (a, b) = ($0.element.g.magnitude, $1.element.g.magnitude)
      return a != b ? a > b : $0.offset < $1.offset
    }.map(\.element)
    let n = ranked.count
    guard n >= 7 else {
      page.text(
        "Here \(n == 0 ? "none" : "only \(n)") of \(moved.count.grouped) gradients \(n == 1 ? "is" : "are") above 0.000001: the rest is weight decay and ε."
      )
      return
    }
    var table = Table(["parameter", "before", "gradient", "after", "movement"], left: [0])
    for place in [0, 1, 2, n / 2, n - 3, n - 2, n - 1] {
      let e = ranked[place]
      table.add(["`\(e.name)`", e.before.shown, e.g.shown, e.after.shown, e.moved.shown])
    }
    page.text(table.markdown)
    page.text(
      "(The three largest gradients, the middle one, and the three smallest that are above 0.000001. Beyond four decimals, weight decay and, for the smallest, ε change the movement a little.)"
    )
  }

  /// Every parameter with its gradient and its movement.
  var moved: [(name: String, before: Double, g: Double, after: Double, moved: Double)] {
    parameterNames.flatMap { name in
      zip(grid(name).scalars, zip(gradient(name).values, grid("updated.\(name)").values))
        .map { ($0.name, $0.value, $1.0, $1.1, $1.1 - $0.value) }
    }
  }

}
