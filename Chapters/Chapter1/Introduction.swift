import Numerics
import Walkthrough

extension Chapter1Story {
  var commands: [String] { ["swift run chapter1 --seed 2 --output /tmp/other"] }

  func introduce(_ page: Page) {
    page.text(
      """
      How does a model turn noise into a picture? This chapter does all of it with \(model.parameterCount)
      parameters and pictures of 4×4 pixels, so that every number fits on a page.
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
