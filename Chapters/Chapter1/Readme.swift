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
    let total = settings.parameters.reduce(0) { $0 + $1.value.count }
    var parameters = Table(["parameter", "shape", "numbers"], left: [0, 1])
    for p in settings.parameters {
      parameters.add([
        "`\(p.name)`", p.value.shape.map(String.init).joined(separator: "×"), "\(p.value.count)",
      ])
    }
    parameters.add(["**all**", "", "**\(total)**"])
    let euler = 26..<26 + settings.steps
    return """
      \(OutputFolder.mark). Do not edit: `swift run chapter1` writes these pages anew. -->

      # Chapter 1 · Flow matching with a tiny U-Net

      How does a model turn noise into a picture? This chapter does all of it with \(total) parameters and
      pictures of 4×4 pixels, so that every number fits on a page.

      ![Three rows of pictures, each from noise on the left to a clear picture on the right](trajectory.svg)

      **You will learn** what a model of this kind is asked to guess (a velocity), how a U-Net computes its
      guess, how the chain rule finds out what to change, how AdamW changes it, and how following the
      guesses turns noise into pictures. You need multiplication, sums, and the idea of a slope.

      ## The model

      ```mermaid
      flowchart TD
        x["x_t · 1×4×4"] -->|conv_in · 20| h0["h0 · 2×4×4"]
        h0 -->|down1 · 94| skip["skip · 2×4×4"]
        skip -->|down_conv1 · 38| small["small · 2×2×2"]
        small -->|mid1 · 94| m1["2×2×2"]
        m1 -->|mid2 · 94| m2["2×2×2"]
        m2 -->|up_conv1 · 66| grown["grown · 2×4×4"]
        grown --> cat["4×4×4"]
        skip -->|skip| cat
        cat -->|up1 · 140| u["2×4×4"]
        u -->|conv_out · 23| v["velocity · 1×4×4"]
        t["t · one number"] -->|time_embed · 40| e["e · 4"]
        e -.-> h0
        e -.-> small
        e -.-> m1
        e -.-> cat
      ```

      Boxes are numbers with their shapes (channels × rows × columns); arrows are layers with their counts of
      parameters. The dotted arrows tell the time to the four blocks `down1`, `mid1`, `mid2` and `up1`.

      <details>
      <summary>All \(total) parameters by name</summary>

      \(parameters.markdown.replacing("\n", with: "\n      "))

      </details>

      ## The pages

      **Forward: from a picture to a loss**

      \(book.contents(0..<13).replacing("\n", with: "\n      "))

      **Backward: from the loss to every gradient**

      \(book.contents(13..<23).replacing("\n", with: "\n      "))

      **One step, then thousands**

      \(book.contents(23..<26).replacing("\n", with: "\n      "))

      **From noise to a picture, by hand**

      \(book.contents(euler).replacing("\n", with: "\n      "))

      **What came of it**

      \(book.contents(euler.upperBound..<book.pages.count).replacing("\n", with: "\n      "))

      ## How to read the numbers

      Values are computed in full (64-bit floating point) and *shown* rounded to four decimals, so a sum of
      the shown terms may differ in its last digit. Numbers below 0.001 are shown as in 2.500e−4, which
      means 0.00025. Numbers shown with two decimals are exact. The minus is a real one (−); a calculator
      wants the hyphen. `name[1,2,0]` is the entry with indices 1, 2, 0 of the grid `name`; indices start at
      0. Full precision is in `trace.tsv`, which a run writes beside these pages.

      ## Is it right?

      Everything was computed twice: by hand, number by number, and in the core, with tensors. The two share
      only the starting numbers and the elementary functions.

      ✓ \(entries.grouped) numbers in \(checks.count.grouped) grids compared: \(equal.grouped) are equal to the
      last bit, among them all \(checks.filter { !$0.name.hasPrefix("grad.") && !$0.name.hasPrefix("adamw.") && !$0.name.hasPrefix("updated.") }.reduce(0) { $0 + $1.count }.grouped)
      of the forward passes. Of the others none differs by more than \(worst.scientific(digits: 2)) of its
      grid's largest entry. The core itself is tested against PyTorch.

      ## Run it and change it

      ```sh
      swift run chapter1
      ```

      Settings of this run: \(settings.listed.map { "\($0.name) \($0.value)" }.joined(separator: ", ")). All options:

      ```text
      \(Arguments.list(Settings.options).replacing("\n", with: "\n      "))
      ```

      """
  }
}
