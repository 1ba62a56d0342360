import ByHand
import Numerics
import Walkthrough

extension HandComputation {
  /// Two steps of AdamW on two numbers: the second starts from the averages of the first.
  func twoSteps() {
    let example = WorkedExample.twoSteps
    var theta = trace.given(.constant, "two_steps.start", [1, 2], example.start)
    var old: (m: Grid, v: Grid)?
    for (n, gradient) in example.gradients.enumerated() {
      let new = trace.pass("two_steps.\(n + 1).") {
        trace.adamW(
          "example.weight", theta, trace.given(.constant, "g", [1, 2], gradient),
          chapter.learningRate, trace.constant("adamw.step", Double(n + 1)), after: old)
      }
      (theta, old) = (new.theta, (new.m, new.v))
    }
  }
}

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
      the steps. Both averages start at 0, so they are too small at first; dividing by $`1-\\beta^s`$ makes up for it.

      In this first step, $`s = 1`$, that has a curious effect: $`\\hat m = g`$ and $`\\hat v = g^2`$, so
      $`\\hat m / \\sqrt{\\hat v}`$ is +1 or −1, whatever the gradient's size. Every parameter whose
      gradient is much larger than ε moves by almost exactly the learning rate (and its decay). Only from the second step on does the size matter.
      """)
    page.section("One parameter, in full: `conv_in.weight[1,0,0,1]`")
    page.adamWEntry("conv_in.weight", [1, 0, 0, 1], called: "θ")
    page.text(
      "Its gradient comes from \(page.link("back-conv-in")). Gradients, averages and settings in full precision are in `trace.tsv`."
    )
    page.section("All \(total) of them")
    page.text(
      "One table per grid of parameters: θ before, its gradient g, the two averages, and θ after the step. m̂ = g in this first step."
    )
    page.adamWTables(names)
    twoStepsSection(page)
    clippingSection(page)
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

  private func twoStepsSection(_ page: Page) {
    let example = WorkedExample.twoSteps
    page.section("The second step is different")
    page.text(
      """
      In the second step the averages have a past. Take two numbers, θ = \(example.start[0].shown) and
      \(example.start[1].shown). The first one's gradient is \(example.gradients[0][0].shown) twice; the second's is
      \(example.gradients[0][1].shown), then \(example.gradients[1][1].shown): it turns round. The second step, for both:
      """)
    let first = "two_steps.1."
    let names = Names(
      dropping: ["two_steps.2."],
      [
        "adamw.beta1": "β₁", "adamw.beta2": "β₂", "adamw.learning_rate": "lr",
        "adamw.weight_decay": "wd", "adamw.epsilon": "ε", "two_steps.2.adamw.step": "s",
        "\(first)adamw.m.example.weight": "m_old", "\(first)adamw.v.example.weight": "v_old",
        "\(first)updated.example.weight": "θ", "two_steps.2.adamw.m.example.weight": "m",
        "two_steps.2.adamw.v.example.weight": "v", "two_steps.2.adamw.m_hat.example.weight": "m̂",
        "two_steps.2.adamw.v_hat.example.weight": "v̂",
        "two_steps.2.updated.example.weight": "new_θ",
      ])
    let parts = ["adamw.m", "adamw.v", "adamw.m_hat", "adamw.v_hat", "updated"]
    page.lines(
      parts.flatMap { grid("two_steps.2.\($0).example.weight").scalars }, names: names, decimals: 7)
    let (before, after) = (
      grid("\(first)updated.example.weight"), grid("two_steps.2.updated.example.weight")
    )
    let moves = zip(before.values, after.values).map { $1 - $0 }
    page.text(
      "The first number moves by \(moves[0].shown), nearly the learning rate again: its gradient has been the same. The second moves by only \(moves[1].shown), because its mean gradient m̂ has shrunk while the mean square v̂ has not: where gradients disagree, AdamW slows down."
    )
    page.check(prefix: "two_steps.")
  }

  private func clippingSection(_ page: Page) {
    let length = value("clip.length")
    page.section("Clipping")
    page.text(
      """
      A single unlucky batch can have a huge gradient. *Clipping* keeps the length of all gradients together, the
      root of the sum of all \(model.parameterCount) squares, to a limit, by shortening all of them by one factor, so that their
      direction stays. The limit is \(WorkedExample.clippingLimit.shown) in the training of
      \(page.link("training")). Here:
      """)
    page.lines(["clip.length", "clip.divisor", "clip.factor"].map { grid($0).scalars[0] })
    page.text(
      length > WorkedExample.clippingLimit
        ? "The gradients are \(length.shown) long, so each would be multiplied by \(value("clip.factor").shown): `conv_in.weight[1,0,0,1]` from \(gradient("conv_in.weight")[1, 0, 0, 1].value.shown) to \(grid("clipped.conv_in.weight")[1, 0, 0, 1].value.shown). (The step worked above is not clipped.)"
        : "The gradients are \(length.shown) long, within the limit: the factor is not used."
    )
    page.excerpt("ByHand.clip", says: "By hand")
    page.check(prefix: "clip")
  }
}
