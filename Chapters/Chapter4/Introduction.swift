import ChapterKit
import Numerics
import Walkthrough

extension Chapter4Story {
  var commands: [String] {
    [
      "swift run chapter4 \"a black cat wearing a tiny red hat\"",
      "swift run chapter4 \"a big hat on a dog\" --guidance 3 --seed 7",
    ]
  }

  func tellRepeatedPasses(_ page: Page) {
    page.text(
      """
      What is only in the trace repeats a pass that is spelled out, with other numbers:

      - `clip.nudged.…` repeats the towers' pass (\(page.links(from: "pairs", to: "contrast"))) with one parameter raised a little, and `nudged.…` the same for the painter's (\(page.links(from: "words", to: "rest"))). Their losses check a gradient on \(page.link("towers-again")) and \(page.link("second-forward")).
      - `swap.…` has two sentences read as on \(page.link("reader")), where the results are.
      - \(OtherWalk.all.map { "`\($0.prefix)…`" }.joined(separator: " and ")) have the walk of \(page.link("euler")) to other prompts. The results of each step are on \(page.link("numbers-\(chapter.steps)")).

      The rest are settings and constants.
      """)
  }

  func introduce(_ page: Page) {
    page.text(
      chapter.prompt.text.isEmpty
        ? "**The empty prompt: anything will do**" : "**\"\(chapter.prompt.text)\"**")
    page.text("![The painter's pictures for this prompt](painted.png)")
    page.text(
      """
      Here, a sentence steers the picture. [Chapter 3](../chapter3/README.md) asked with one row of a table. This chapter asks with
      one row for each *word*, and every patch of the picture looks at the words and takes what it needs: *cross-attention*. Two
      training steps are worked by hand. The first trains two *towers*, which bring pictures and captions into one space, so that words
      come to mean something. The second trains a transformer that reads such words while it looks at a sprite of 4×4 pixels. Then a transformer of \(results.painted.parameters.grouped)
      parameters, which has learned its own words, paints the prompt at 16×16.
      """)
    page.text(
      """
      **You will learn** how texts and pictures are compared, and what words learn from that; how a sentence becomes numbers; how attention to words differs from attention to patches; where the
      words get their gradient, and where it stops; how a prompt guides the way from noise to a picture; and how often the
      result is what was asked for, even for something that training never showed: a cat with a tiny hat.
      """)
    page.section("The towers: where words get their meaning")
    page.code(
      """
      flowchart TD
        c["three captions · 3×5 tokens"] -->|table, places| w["words · 3×5×8"]
        w -->|causal block, norm| o["an output for every token · 3×5×8"]
        o -->|the row at EOS, projected, length 1| T["T · 3×6"]
        p["three pictures · 3×3×4×4"] -->|patches, places| h["3×4×8"]
        h -->|block, mean, norm| m["3×8"]
        m -->|projected, length 1| I["I · 3×6"]
        T --> S["similarities · 3×3"]
        I --> S
        S -->|scale, softmax along rows and columns| L["loss"]
      """, "mermaid")
    page.folded(
      "All \(towers.parameterCount.grouped) parameters of the towers by name, under <code>clip.</code> in the trace",
      parameterTable(of: towers, prefix: "clip.") {
        Self.towerNames($0.hasPrefix("visual.") ? Self.pictureBlock : Self.textBlock)
      })
    page.section("The model: a transformer that reads them")
    page.code(
      """
      flowchart TD
        s["the prompt"] -->|tokens, table, places| words["words · 12×8"]
        words -->|text_proj| e["e · 12×8"]
        e -->|a causal block: words read words| r["words_read · 12×8"]
        x["x_t · 3×4×4"] -->|patch_embed, positions| z0["z0 · 16×8"]
        t["t"] -->|time_embed| c["c · 8"]
        z0 -->|norm1, attention to patches| z1["z1 · 16×8"]
        z1 -->|norm2, attention to words| z2["z2 · 16×8"]
        r -->|keys and values| z2
        z2 -->|norm3, mlp| z3["z3 · 16×8"]
        c -.->|scales and shifts of all three norms| z1
        c -.-> z2
        c -.-> z3
        z3 -->|final_norm, final_proj, unpatchify| v["velocity · 3×4×4"]
      """, "mermaid")
  }
}
