import Numerics
import Walkthrough

extension Chapter1Story {
  func adamW(_ page: Page) {
    let (names, total) = (parameterNames, model.parameterCount)
    page.inventory([
      .input("every parameter θ", origin: "the start"),
      .input("its gradient g", origin: page.links(from: "back-conv-out", to: "back-time")),
      .output("\(total) updated parameters"),
    ])
    page.section("Why")
    page.text(
      """
      The gradient says which way is uphill. We go downhill, but how far? Plain gradient descent steps
      by a fixed multiple of the gradient: huge steps where it is steep, none where it is flat. *Adam*
      keeps two running averages for each parameter: `m` of its gradient (the usual direction) and `v`
      of its gradient's square (the usual size). It steps by `m` divided by the root of `v`: every
      parameter moves at about the same pace, whatever its gradient's scale. The *W* is *weight decay*:
      each step also shrinks the parameter a little.
      """)
    page.section("The formula")
    page.adamWFormulas()
    page.text(
      """
      β₁ = 0.9 and β₂ = 0.999 are how much of the old averages is kept; lr = \(chapter.learningRate.shown)
      is the *learning rate*; wd = 0.01 the weight decay; ε = 10⁻⁸ keeps the division safe. $`s`$ counts
      the steps. Both averages start at 0, which is too low; dividing by $`1-\\beta^s`$ makes up for it.

      In this first step, $`s = 1`$, that has a curious effect: $`\\hat m = g`$ and $`\\hat v = g^2`$, so
      $`\\hat m / \\sqrt{\\hat v}`$ is +1 or −1, whatever the gradient's size. Every parameter moves by
      almost exactly the learning rate (and its decay). Only from the second step on does the size matter.
      """)
    page.section("One parameter, in full: `conv_in.weight[1,0,0,1]`")
    page.adamWEntry("conv_in.weight", [1, 0, 0, 1], called: "θ")
    page.text(
      "Its gradient comes from \(page.link("back-conv-in")). Gradients, averages and settings in full precision are in `trace.tsv`."
    )
    page.section("All \(total) of them")
    page.text(
      "One table a parameter; θ before, its gradient g, the two averages, and θ after the step. m̂ = g in this first step."
    )
    page.adamWTables(names)
    page.section("By hand and in the core")
    page.excerpt("ByHand.adamW", says: "By hand")
    page.excerpt("AdamW", says: "In the core")
    let biggest =
      names.flatMap { name in
        zip(grid(name).values, grid("updated.\(name)").values).map { ($1 - $0).magnitude }
      }.max() ?? 0
    page.checkYourself([
      (
        "By how much did the parameter that moved most move?",
        "By \(biggest.shown): the learning rate, and the decay of a large parameter in the same direction."
      ),
      (
        "A parameter with gradient exactly 0: does it move?",
        "By its decay only: m̂ = 0, so θ shrinks by lr·wd·θ, a ten-thousandth of itself at these settings."
      ),
    ])
    page.keep("AdamW turns gradients of all sizes into steps of about one size.")
  }
}
