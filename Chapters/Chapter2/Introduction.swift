import Numerics
import Walkthrough

extension Chapter2Story {
  var commands: [String] { ["swift run chapter2 --seed 2"] }

  func introduce(_ page: Page) {
    page.text(
      """
      [Chapter 1](../chapter1/README.md) turned noise into pictures with a U-Net. The large picture generators of
      today use a *transformer* in its place, the machine of [chapter 0](../chapter0/README.md): the picture is cut
      into patches, and the patches are treated as words are. This chapter does it with \(model.parameterCount.grouped)
      parameters and four patches of 2×2 pixels, every number by hand. (What draws in the end has a second block behind the first,
      \(results.deep.parameterCount.grouped) parameters.)
      """)
    page.text(
      """
      ![The walk by hand, from noise to a picture](walk.svg)

      ![Heat maps: which patch looks at which in the first block, head by head, while that noise becomes that picture](attention.svg)
      """)
    page.text(
      """
      **You will learn** how a picture becomes a row of tokens and back, how a token knows its place on the picture, how
      the time reaches every layer (*adaptive layer norm*), what attention between patches sees that a convolution
      does not, why large models start with zeros, and how the two machines compare where both are measured against
      the best possible answer. Flow matching, noise and Euler's steps are those of chapter 1; attention's scores and
      softmax, GELU and AdamW those of chapter 0. They are linked where they come up.
      """)
    page.section("The model")
    page.code(diagram, "mermaid")
    page.text(
      """
      Boxes are numbers with their shapes; a table of tokens has one row per patch. Arrows are layers with their counts of
      parameters. The dotted arrows are the time: it sets the scale and the shift of both norms inside the block.
      """)
  }

  private var diagram: String {
    func shape(_ name: String) -> String { Page.shape(grid(name)) }
    func count(_ layers: String...) -> String {
      let numbers = model.parameters.filter { p in layers.contains { p.name.hasPrefix($0) } }
      return "\(numbers.reduce(0) { $0 + $1.value.count })"
    }
    return """
      flowchart TD
        x["x_t · \(shape("x_t"))"] -->|patch_embed · \(count("patch_embed")), + positions| z0["z0 · \(shape("tokens"))"]
        z0 -->|norm1 · \(count("blocks.0.norm1")), attention · \(count("blocks.0.attn"))| mixed["mixed · \(shape("blocks.0.attn.out_proj"))"]
        z0 -->|residual| z1["z1 · \(shape("blocks.0.residual1"))"]
        mixed --> z1
        z1 -->|norm2 · \(count("blocks.0.norm2")), mlp · \(count("blocks.0.mlp"))| change["change · \(shape("blocks.0.mlp.3"))"]
        z1 -->|residual| z2["z2 · \(shape("blocks.0.residual2"))"]
        change --> z2
        z2 -->|final_norm · \(count("final_norm")), final_proj · \(count("final_proj"))| rows["v̂ in rows · \(shape("final_proj"))"]
        rows -->|unpatchify| v["velocity · \(shape("velocity"))"]
        t["t · one number"] -->|time_embed · \(count("time_embed"))| c["c · \(shape("time_embed.mlp.2"))"]
        c -.-> mixed
        c -.-> change
      """
  }
}
