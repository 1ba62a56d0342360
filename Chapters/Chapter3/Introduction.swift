import Dataset
import Numerics
import Walkthrough

extension Chapter3Story {
  var commands: [String] {
    ["swift run chapter3 --class row --guidance 5"]
  }

  func introduce(_ page: Page) {
    page.text(
      """
      The models of chapters 1 and 2 draw whatever they like. This chapter *asks*: for a row, a column, a block or a
      diagonal; and then asks more strongly than the model was ever taught to listen, which is called *guidance* and stands
      behind nearly every picture generator in use.
      """)
    page.text("![Four rows of small pictures, a class each, made on request](samples.svg)")
    page.text(
      """
      **You will learn** how a class joins the time (a table with one row per class, and one for *no class*), why labels are
      dropped in training, what guidance adds to what, why that is the same as listening to a classifier, what it costs, and
      how much is too much. The model is [chapter 2](../chapter2/README.md)'s transformer with a table of
      \(grid("class_embed.embed.weight").count) more numbers; everything that was worked there is linked, not told again, but every number of
      this chapter's step is printed. (What walks from noise has a second block behind the first, \(results.deep.parameterCount.grouped) parameters.)
      """)
    page.section("The model")
    page.code(
      """
      flowchart TD
        t["t · one number"] -->|time_embed · 144| time["time · 8"]
        y["class · 0 to 3, or none"] -->|class_embed · \(grid("class_embed.embed.weight").count)| row["row · 8"]
        time --> c["c = time + row · 8"]
        row --> c
        x["x_t · 1×4×4"] -->|patch_embed, positions| z0["z0 · 4×8"]
        z0 -->|block with adaptive norms| z2["z2 · 4×8"]
        c -.->|scales and shifts| z2
        z2 -->|final_norm, final_proj, unpatchify| v["velocity · 1×4×4"]
      """, "mermaid")
  }
}
