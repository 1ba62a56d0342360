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

  func introduce(_ page: Page) {
    page.text(
      chapter.prompt.isEmpty
        ? "**The empty prompt: anything will do**" : "**\"\(chapter.prompt)\"**")
    page.text("![Eight paintings of the prompt](painted.png)")
    page.text(
      """
      Here a sentence steers the picture. [Chapter 3](../chapter3/README.md) asked with one row of a table; this chapter asks with
      a row for each *word*, and every patch of the picture looks at the words and takes what it needs: *cross-attention*. One
      training step is worked by hand on a sprite of 4×4 pixels and its caption; then a transformer of \(painter.parameterCount.grouped)
      parameters, trained in the core, paints the prompt at 16×16.
      """)
    page.text(
      """
      **You will learn** how a sentence becomes numbers, how attention to words differs from attention to patches, where the
      words get their gradient and where it stops, how a prompt guides the way from noise to a picture, and how often the
      result is what was asked for, also where no such picture was ever shown in training: no cat with a tiny hat was.
      """)
    page.text(
      """
      **Still to come in this chapter:** how the words get their meaning, worked by hand (a text and a picture tower, trained on
      pairs, as in CLIP). The towers are trained by the core here; their tables of words are taken as given.
      """)
    page.section("The model")
    page.code(
      """
      flowchart TD
        s["the prompt"] -->|tokens, table, places| words["words · 12×8"]
        words -->|text_proj| z["z · 12×8"]
        x["x_t · 3×4×4"] -->|patch_embed, positions| z0["z0 · 4×8"]
        t["t"] -->|time_embed| c["c · 8"]
        z0 -->|norm1, attention to patches| z1["z1 · 4×8"]
        z1 -->|norm2, attention to words| z2["z2 · 4×8"]
        z -->|keys and values| z2
        z2 -->|norm3, mlp| z3["z3 · 4×8"]
        c -.->|scales and shifts of all three norms| z1
        c -.-> z2
        c -.-> z3
        z3 -->|final_norm, final_proj, unpatchify| v["velocity · 3×4×4"]
      """, "mermaid")
  }
}
