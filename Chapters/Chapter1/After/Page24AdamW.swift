import ByHand
import Numerics
import Walkthrough

extension HandComputation {
  /// The first AdamW step of every parameter.
  func update() {
    let chosen = trace.adamWSettings(learningRate: settings.learningRate)
    for p in settings.parameters {
      _ = trace.adamW(recorded(p.name), gradient: recorded("grad.\(p.name)"), chosen)
    }
  }
}

extension Story {
  func adamW() {
    let names = settings.parameters.map(\.name)
    let page = book.page("adamw", "The update: AdamW")
    let total = names.reduce(0) { $0 + grid($1).count }
    page.trail(Self.backwardTrail, at: "AdamW")
    page.inventory([
      ("in", "every parameter θ and its gradient g", "2 × \(total) numbers", "pages 15 to 23"),
      ("out", "every updated parameter", "**\(total) numbers**", "this page"),
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
    page.formula(
      #"m = \beta_1 m_{\mathrm{old}} + (1-\beta_1)\,g \qquad v = \beta_2 v_{\mathrm{old}} + (1-\beta_2)\,g^2 \qquad \hat m = \frac{m}{1-\beta_1^{\,s}} \qquad \hat v = \frac{v}{1-\beta_2^{\,s}}"#
    )
    page.formula(
      #"\theta \leftarrow \theta - \mathrm{lr}\cdot\mathrm{wd}\cdot\theta - \mathrm{lr}\cdot\frac{\hat m}{\sqrt{\hat v}+\varepsilon}"#
    )
    page.text(
      """
      β₁ = 0.9 and β₂ = 0.999 are how much of the old averages is kept; lr = \(settings.learningRate.shown)
      is the *learning rate*; wd = 0.01 the weight decay; ε = 10⁻⁸ keeps the division safe. $`s`$ counts
      the steps. Both averages start at 0, which is too low; dividing by $`1-\\beta^s`$ makes up for it.

      In this first step, $`s = 1`$, that has a curious effect: $`\\hat m = g`$ and $`\\hat v = g^2`$, so
      $`\\hat m / \\sqrt{\\hat v}`$ is +1 or −1, whatever the gradient's size. Every parameter moves by
      almost exactly the learning rate (and its decay). Only from the second step on does the size matter.
      """)
    page.section("One parameter, in full: `conv_in.weight[1,0,0,1]`")
    let short = Names([
      "adamw.beta1": "β₁", "adamw.beta2": "β₂", "adamw.zero": "m_old", "adamw.step": "s",
      "adamw.learning_rate": "lr", "adamw.weight_decay": "wd", "adamw.epsilon": "ε",
      "conv_in.weight": "θ", "adamw.m.conv_in.weight": "m", "adamw.v.conv_in.weight": "v",
      "adamw.m_hat.conv_in.weight": "m̂", "adamw.v_hat.conv_in.weight": "v̂",
      "updated.conv_in.weight": "new_θ",
    ])
    let i = [1, 0, 0, 1]
    page.lines(
      [
        "adamw.m.conv_in.weight", "adamw.v.conv_in.weight", "adamw.m_hat.conv_in.weight",
        "adamw.v_hat.conv_in.weight", "updated.conv_in.weight",
      ].map { grid($0)[i] },
      names: short, decimals: 7)
    page.text(
      "Its gradient comes from \(book.link("back-conv-in")). Gradients, averages and settings in full precision are in `trace.tsv`."
    )
    page.section("All \(total) of them")
    page.text(
      "One table a parameter; θ before, its gradient g, the two averages, and θ after the step.")
    for name in names {
      var table = Table(["`\(name)`", "θ", "g", "m", "v", "m̂", "√v̂", "new θ"], left: [0])
      let columns = [
        name, "grad.\(name)", "adamw.m.\(name)", "adamw.v.\(name)", "adamw.m_hat.\(name)",
        "adamw.v_hat.\(name)", "updated.\(name)",
      ].map { grid($0) }
      for offset in 0..<columns[0].count {
        let row = columns.map { $0.values[offset] }
        let index = columns[0].index(at: offset).map(String.init).joined(separator: ",")
        table.add(
          ["[\(index)]"]
            + [row[0], row[1], row[2], row[3], row[4], row[5].squareRoot(), row[6]].map(\.shown))
      }
      page.folded("<code>\(name)</code>: \(columns[0].count) parameters", table.markdown)
    }
    page.section("By hand and in the core")
    page.excerpt("ByHand.adamW", says: "By hand")
    page.excerpt("AdamW", says: "In the core")
    page.check(
      names.flatMap { name in
        ["m", "v", "m_hat", "v_hat"].map { "adamw.\($0).\(name)" } + ["updated.\(name)"]
      })
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
