import ChapterKit
import Numerics
import Terminal
import Walkthrough

extension Story {
  /// The chapter's contents page.
  func readme(_ checks: [Twins.Comparison]) -> String {
    let entries = checks.reduce(0) { $0 + $1.count }
    let equal = checks.reduce(0) { $0 + $1.equal }
    let worst = checks.map(\.difference).max() ?? 0
    let total = settings.parameters.reduce(0) { $0 + $1.value.count }.grouped
    func indented(_ text: String) -> String { text.replacing("\n", with: "\n      ") }
    return """
      \(OutputFolder.mark). Do not edit: `swift run chapter0` writes these pages anew. -->

      # Chapter 0 · One training step of a transformer

      **\(settings.sentence)** goes through a tiny GPT of \(total) parameters: tokens, embeddings, attention,
      feed-forward, loss, every gradient, AdamW, and the loss after the step. Then it is trained to the end,
      and writes its sentence, token by token, by hand.

      **You will learn** what a language model computes, how attention works, how the chain rule finds every
      gradient, and what a training step changes. You need multiplication, sums, and the idea of a slope.

      ## The model

      ```mermaid
      \(indented(diagram))
      ```

      Boxes are numbers with their shapes; arrows are layers with their counts of parameters.

      <details>
      <summary>All \(total) parameters by name</summary>

      \(indented(parameterTable))

      </details>

      ## The pages

      **Forward: from a sentence to a loss**

      \(indented(book.contents(0..<11)))

      **Backward: from the loss to every gradient**

      \(indented(book.contents(11..<22)))

      **The step, and a hundred more**

      \(indented(book.contents(22..<27)))

      **Writing, by hand**

      \(indented(book.contents(27..<book.pages.count)))

      ## How to read the numbers

      Values are computed in full (64-bit floating point) and *shown* rounded to four decimals, so a sum of
      the shown terms may differ in its last digit. Numbers below 0.001 are shown as in 2.500e−4, which
      means 0.00025. Numbers shown with two decimals are exact. The minus is a real one (−); a calculator
      wants the hyphen. `name[1,2]` is the entry with indices 1, 2 of the grid `name`; indices start at 0. A
      table whose corner says *turned* has rows and columns exchanged, to fit the page. Full precision is in
      `trace.tsv`, which a run writes beside these pages.

      ## Is it right?

      Everything was computed twice: by hand, number by number, and in the core, with tensors. The two share
      only the starting numbers and the elementary functions.

      ✓ \(entries.grouped) numbers in \(checks.count.grouped) grids compared: \(equal.grouped) are equal to the
      last bit, among them all of the forward passes. Of the others none differs by more than
      \(worst.scientific(digits: 2)) of its grid's largest entry (but for the bias of the keys, whose gradient is
      nothing but rounding: \(book.link("back-qkv"))). The core itself is tested against PyTorch.

      ## Run it and change it

      ```sh
      swift run chapter0
      swift run chapter0 "transformers like I" --output /tmp/other
      ```

      Settings of this run: \(settings.listed.map { "\($0.name) \($0.value)" }.joined(separator: ", ")). All options:

      ```text
      \(indented(Arguments.list(Settings.options)))
      ```

      """
  }
}
