import Numerics
import Walkthrough

extension Chapter1Story {
  var commands: [String] { ["swift run chapter1 --seed 2"] }

  func introduce(_ page: Page) {
    page.text(
      """
      How does a model turn noise into a picture? This chapter works a whole training step with \(model.parameterCount)
      parameters and pictures of 4×4 pixels, so that every number fits on a page. Then a model with \(Recipe.walker.channels) channels in place of \(Recipe.book.channels)
      draws: the same sums, with \(shapes.model.parameterCount.grouped) parameters.
      """)
    page.text(
      "![Three rows of pictures, each from noise on the left to a clear picture on the right](trajectory.svg)"
    )
    page.text(
      """
      **You will learn** what a model of this kind is asked to guess (a velocity), how a U-Net computes its
      guess, how the chain rule finds out what to change, how AdamW changes it, and how following the
      guesses turns noise into pictures. You need multiplication, sums, and the idea of a slope.
      """)
    page.section("The model")
    page.code(diagram, "mermaid")
    page.text(
      """
      Boxes are numbers with their shapes (channels × rows × columns); arrows are layers with their counts of
      parameters. The dotted arrows tell the time to the four blocks `down1`, `mid1`, `mid2` and `up1`.
      """)
    page.folded("What each number is called, here and in the trace", tensorTable(page, tensors))
  }

  /// What the forward pass makes, and the page of each.
  private var tensors: [(grid: String, page: String)] {
    func block(_ name: String, _ page: String) -> [(grid: String, page: String)] {
      let hasShortcut = run.trace["\(name).shortcut"] != nil
      let steps = ["conv1", "norm1", "time_mlp.0", "time_mlp.1", "timed", "h", "conv2", "norm2"]
      return (steps + (hasShortcut ? ["shortcut"] : []) + ["sum", "out"]).map {
        ("\(name).\($0)", page)
      }
    }
    return [("x0", "data"), ("x1", "noise"), ("t", "line"), ("x_t", "line"), ("velocity", "line")]
      + (0...3).map { ("time_embed.\($0)", "time") } + [("conv_in", "conv-in")]
      + block("down1", "down1") + [("down_conv1", "down-conv1")] + block("mid1", "middle")
      + block("mid2", "middle") + [("up_conv1", "up-conv1")] + block("up1", "up1")
      + (0...2).map { ("conv_out.\($0)", "conv-out") } + [("error", "loss"), ("loss", "loss")]
  }

  func names(of grid: String) -> Names {
    let layer = String(grid.prefix { $0 != "." })
    switch layer {
    case "time_embed": return Self.timeNames
    case "conv_in": return Self.convInNames
    case "down1", "up1": return Self.blockNames(layer)
    case "down_conv1": return Self.downConvNames
    case "mid1", "mid2": return middleNames
    case "up_conv1": return Self.upConvNames
    case "conv_out": return Self.convOutNames
    default: return Self.lossNames
    }
  }

  private var diagram: String {
    func shape(_ name: String) -> String { Page.shape(grid(name)) }
    func layer(_ name: String) -> String {
      let numbers = model.parameters.filter { $0.name.hasPrefix("\(name).") }
      return "\(name) · \(numbers.reduce(0) { $0 + $1.value.count })"
    }
    return """
      flowchart TD
        x["x_t · \(shape("x_t"))"] -->|\(layer("conv_in"))| h0["h0 · \(shape("conv_in"))"]
        h0 -->|\(layer("down1"))| skip["skip · \(shape("down1.out"))"]
        skip -->|\(layer("down_conv1"))| small["small · \(shape("down_conv1"))"]
        small -->|\(layer("mid1"))| m1["\(shape("mid1.out"))"]
        m1 -->|\(layer("mid2"))| m2["\(shape("mid2.out"))"]
        m2 -->|\(layer("up_conv1"))| grown["grown · \(shape("up_conv1"))"]
        grown --> cat["both · 4×4×4"]
        skip -->|skip| cat
        cat -->|\(layer("up1"))| u["\(shape("up1.out"))"]
        u -->|\(layer("conv_out"))| v["velocity · \(shape("conv_out.2"))"]
        t["t · one number"] -->|\(layer("time_embed"))| e["e · \(shape("time_embed.3"))"]
        e -.-> h0
        e -.-> small
        e -.-> m1
        e -.-> cat
      """
  }
}
