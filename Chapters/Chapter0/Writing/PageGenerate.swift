import ByHand
import Numerics
import Walkthrough

extension Chapter0Story {
  func generate(_ page: Page, _ n: Int) {
    let steps = generated.count - 1
    let seen = shown(generated[..<n])
    let (next, chosen) = (grid("gen\(n).next"), generated[n])
    page.inventory([
      n == 1
        ? .input("the tokens so far: \(seen)", origin: "the beginning")
        : .input("the tokens so far: \(seen)", from: "generate-\(n - 1)"),
      .input(
        "all \(model.parameterCount.grouped) parameters, trained, two decimals", from: "training"),
      .output("the next token, one of \(tokenCount)"),
    ])
    if n == 1 {
      page.section("Why")
      page.text(
        """
        A language model writes by guessing one token, appending it, and guessing again. We give it `[BOS]`
        alone. From all its numbers we need only the last row's probabilities; we take the largest
        (*greedy* choice; real systems draw from them, which chapter 6 explains) and go on until `[EOS]`.
        """)
    }
    page.section("The answer: `\(token(chosen))`")
    var table = Table(["token", "logit", "probability"], left: [0])
    for t in next.values.indices {
      let logit = grid("gen\(n).output_proj")[n - 1, t].value
      let mark = t == chosen ? "**" : ""
      table.add(["\(mark)`\(token(t))`\(mark)", logit.shown, mark + next.values[t].shown + mark])
    }
    page.text(table.markdown)
    page.lines([next[chosen]])
    page.text("So far: \(shown(generated[...n])).")
    if n == steps {
      let text = generated.dropFirst().prefix { $0 > 2 }.map(token).joined(separator: " ")
      page.text(
        text == chapter.sentence
          ? "The model has written **\(text)**: the sentence it was taught."
          : "The model has written **\(text)**. It was taught *\(chapter.sentence)*; with more training (`--train`) it gets there."
      )
    }
    page.section("The way there")
    page.heatMap(
      [grid("gen\(n).blocks.0.attention.weights")], rows: places(of: generated[..<n]),
      columns: places(of: generated[..<n]), alt: "The attention weights of this pass")
    page.text(
      "\(n > 1 ? "No token sees what comes after it, so all rows but the last are the same, to the last bit, as on \(page.link("generate-\(n - 1)", "the page before")). (Chapter 6 keeps the old rows instead of computing them again: the *KV cache*.) " : "")Every number of the pass stands at the book's end: \(page.link("numbers-generate-\(n)"))."
    )
    page.everyEntryInNumbers(of: [next])
    page.section("In the core")
    page.check(prefix: "gen\(n).")
    page.keep(
      n == steps
        ? "Writing is guessing the next token, over and over."
        : "Each new token costs a pass through the model; the rows before it are its memory.")
  }

  func generateNumbers(_ page: Page, _ n: Int) {
    page.wholePass(
      "gen\(n).", passLayers, of: "generate-\(n)", explained: ("embeddings", "logits")
    ) { lastRow(of: $0, in: n) }
    if n > 1 {
      page.text(
        "(Tables show all rows; entries are worked for the last row only. The others equal those of \(page.link("numbers-generate-\(n - 1)")), to the last bit, and the run has checked that they do.)"
      )
    }
  }

  /// The entries of the last place. The other rows must equal those of the pass before.
  private func lastRow(of grid: Grid, in n: Int) -> Grid {
    // Attention's grids have a head in front of the place.
    let place = grid.shape.count == 3 ? 1 : 0
    let (old, new) = (
      grid.scalars.indices.filter { grid.index(at: $0)[place] < n - 1 },
      grid.scalars.indices.filter { grid.index(at: $0)[place] == n - 1 }
    )
    if n > 1 {
      let before = self.grid("gen\(n - 1).\(grid.name.split(separator: ".", maxSplits: 1)[1])")
      for offset in old {
        let index = grid.index(at: offset)
        guard zip(index, before.shape).allSatisfy({ $0 < $1 }) else { continue }
        require(before[index].value == grid.scalars[offset].value, "\(grid.name) \(index)")
      }
    }
    return Grid(name: grid.name, shape: [new.count], scalars: new.map { grid.scalars[$0] })
  }
}
