import ByHand
import Numerics
import Walkthrough

extension Chapter0Story {
  /// Short names for all passes that write: each has its own logits and its own choice.
  static func writingNames(passes: Int) -> Names {
    Names(
      [:].merging(
        (1...passes).flatMap { n in
          [("gen\(n).output_proj", "logits\(n)"), ("gen\(n).next", "next\(n)")]
        }, uniquingKeysWith: { $1 }))
  }

  func generate(_ page: Page) {
    let steps = generated.count - 1
    page.inventory([
      .input("the beginning: \(shown(generated[..<1]))", origin: "chosen"),
      .input(
        "all \(model.parameterCount.grouped) parameters, trained, two decimals", from: "training"),
      .output("\(steps) tokens, one after the other"),
    ])
    page.section("Why")
    page.text(
      "A language model writes by guessing one token, appending it, and guessing again. We give it `[BOS]` alone. From all the numbers of a pass we need only the last row's probabilities; we take the largest (the *greedy* choice; real systems draw from them, which chapter 6 explains) and go on until `[EOS]`."
    )
    for n in 1...steps { token(page, n) }
    page.text(outcome)
    page.section("Where it looked")
    page.heatMap(
      [grid("gen\(steps).blocks.0.attention.weights")], rows: places(of: generated[..<steps]),
      columns: places(of: generated[..<steps]), alt: "The attention weights of the last pass")
    page.text(
      "This is the last pass. No token sees what comes after it, so its upper rows are those of the passes before, to the last bit (the run has checked all \(repeated.grouped) numbers). Chapter 6 keeps the old rows instead of computing them again: the *KV cache*. Every number of the last pass, and so of all of them, stands at the book's end: \(page.link("numbers-generate"))."
    )
    page.everyEntryInNumbers(of: (1...steps).map { grid("gen\($0).next") })
    page.section("In the core")
    page.check(
      (1...steps).flatMap { n in run.trace.grids.map(\.name).filter { $0.hasPrefix("gen\(n).") } })
    page.keep("Writing is guessing the next token, over and over.")
  }

  /// One guess.
  private func token(_ page: Page, _ n: Int) {
    let (next, chosen) = (grid("gen\(n).next"), generated[n])
    page.section("After \(shown(generated[..<n])): `\(token(chosen))`")
    var table = Table(["token", "logit", "probability"], left: [0])
    for t in next.values.indices {
      let logit = grid("gen\(n).output_proj")[n - 1, t].value
      let mark = t == chosen ? "**" : ""
      table.add(["\(mark)`\(token(t))`\(mark)", logit.shown, mark + next.values[t].shown + mark])
    }
    page.text(table.markdown)
    if n == 1 { page.lines([next[chosen]]) }
  }

  private var outcome: String {
    let text = generated.dropFirst().prefix { $0 > 2 }.map(token).joined(separator: " ")
    return text == chapter.sentence
      ? "The model has written **\(text)**: the sentence it was taught."
      : "The model has written **\(text)**. It was taught *\(chapter.sentence)*; with more training (`--train`) it gets there."
  }

  /// Every number of the last pass; those of the passes before are its upper rows.
  func generateNumbers(_ page: Page) {
    let n = generated.count - 1
    page.wholePass(
      "gen\(n).", passLayers, of: "generate", explained: ("embeddings", "logits")
    ) { lastRow(of: $0, in: n) }
    page.text(
      "(Tables show all rows; entries are worked for the last row only. The others were computed alike when their token was the last one.)"
    )
  }

  /// The entries of the last place; attention's grids have a head in front of it.
  private func lastRow(of grid: Grid, in n: Int) -> Grid {
    let axis = grid.shape.count == 3 ? 1 : 0
    let new = grid.scalars.indices.filter { grid.index(at: $0)[axis] == n - 1 }
    return Grid(name: grid.name, shape: [new.count], scalars: new.map { grid.scalars[$0] })
  }

  /// How many numbers of the earlier passes stand again, to the last bit, in the last one.
  private var repeated: Int {
    let last = generated.count - 1
    return (1..<last).reduce(0) { sum, n in
      let grids = passLayers.flatMap(\.grids).map {
        (grid("gen\(n).\($0)"), grid("gen\(last).\($0)"))
      }
      return sum
        + grids.reduce(0) { sum, pair in
          for offset in pair.0.scalars.indices {
            let index = pair.0.index(at: offset)
            require(
              pair.1[index].value == pair.0.scalars[offset].value, "\(pair.0.name) \(index)")
          }
          return sum + pair.0.count
        }
    }
  }
}
