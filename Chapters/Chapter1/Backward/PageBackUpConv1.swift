import ByHand
import Walkthrough

extension Chapter1Story {
  func backUpConv1(_ page: Page) {
    page.inventory([
      .input("`∂L/∂grown`", "grad.up_conv1", from: "back-up1"),
      .output("`∂L/∂W`, `∂L/∂b`", "grad.up_conv1.weight", "grad.up_conv1.bias"),
      .output("`∂L/∂x`, for `mid2.out`", "grad.mid2.out"),
      .use("`x`, as it was on the way forward", "mid2.out", from: "up-conv1"),
    ])
    page.section("Why")
    page.text(
      """
      On the way up, every input pixel stamped the kernel onto a 4×4 patch of the output. On the way
      back it looks at that same patch of gradients through the same kernel: the way back of a
      *transposed* convolution is an ordinary convolution with stride 2. (And the way back of an
      ordinary one is a transposed one. Each is the other in reverse.)
      """)
    page.section("The formula")
    page.formula(
      #"\frac{\partial L}{\partial W_{c,o,i,j}} = \sum_{u,v} x_{c,u,v}\;\frac{\partial L}{\partial\, \mathrm{grown}_{o,\,2u+i-1,\,2v+j-1}} \qquad \frac{\partial L}{\partial x_{c,u,v}} = \sum_{o,i,j} \frac{\partial L}{\partial\, \mathrm{grown}_{o,\,2u+i-1,\,2v+j-1}}\; W_{c,o,i,j}"#
    )
    page.section("One entry of each, in full")
    page.gradientEntry(grid("up_conv1.weight")[1, 0, 1, 2])
    page.gradientEntry(grid("mid2.out")[1, 1, 0])
    page.section("All of it")
    page.heatMap(
      [gradient("up_conv1"), gradient("mid2.out")],
      alt: "The gradients of the grown maps and of the small maps as heat maps")
    page.parameterGradients("up_conv1")
    page.table(gradient("mid2.out"))
    page.everyGradient(of: grid("mid2.out"))
    page.section("In the core")
    page.excerpt("ConvTranspose2d.backward", says: "An ordinary convolution over the gradient")
    page.check(["grad.up_conv1", "grad.up_conv1.weight", "grad.up_conv1.bias", "grad.mid2.out"])
    page.checkYourself([
      (
        "How many terms does the gradient of one entry of `x` have?",
        "One for each output that its stamp reached: \(run.trace.terms(of: grid("mid2.out")[1, 1, 0].id).count) for `x[1,1,0]` (a 4×4 stamp in 2 channels, less what hangs over the border)."
      )
    ])
    page.keep("The way back of a transposed convolution is a convolution, and the other way round.")
  }
}
