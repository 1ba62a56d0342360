import Numerics
import Walkthrough

extension Story {
  func adamW() {
    let names = settings.parameters.map(\.name)
    let page = book.page("adamw", "The update: AdamW", Self.names())
    let total = names.reduce(0) { $0 + grid($1).count }
    page.trail(Self.backwardTrail, at: "AdamW")
    page.inventory([
      (
        "in", "every parameter θ and its gradient g", "2 × \(total.grouped) numbers",
        "pages 13 to 22"
      ),
      ("out", "every updated parameter", "**\(total.grouped) numbers**", "this page"),
    ])
    page.section("Why")
    page.text(
      """
      The gradient points uphill, so we step the other way. How far? AdamW keeps two running averages for
      each parameter: `m` of its gradient and `v` of the gradient's square. It steps by `m` over the root of
      `v`: against the usual direction, in units of the usual size. And it shrinks each parameter a little
      (*weight decay*), apart from the gradient (*decoupled*).
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
      β₁ = 0.9, β₂ = 0.999, lr = \(settings.learningRate.shown), wd = 0.01, ε = 10⁻⁸; $`s`$ counts the steps.
      Both averages start at 0, so after one step they are too small by the factors $`1-\\beta_1`$ = 0.1 and
      $`1-\\beta_2`$ = 0.001. The *bias correction* divides by just that. At $`s = 1`$ therefore $`\\hat m = g`$ and
      $`\\hat v = g^2`$: every parameter with a gradient moves by lr, up or down.
      """)
    page.section("One parameter, in full: `Wout[\(settings.targets[last]),3]`")
    let name = "output_proj.weight"
    let short = Self.names().adding([
      "adamw.beta1": "β₁", "adamw.beta2": "β₂", "adamw.zero": "m_old", "adamw.step": "s",
      "adamw.learning_rate": "lr", "adamw.weight_decay": "wd", "adamw.epsilon": "ε",
      "adamw.m.\(name)": "m", "adamw.v.\(name)": "v", "adamw.m_hat.\(name)": "m̂",
      "adamw.v_hat.\(name)": "v̂", "updated.\(name)": "new_Wout",
    ])
    page.lines(
      ["adamw.m.", "adamw.v.", "adamw.m_hat.", "adamw.v_hat.", "updated."].map {
        grid($0 + name)[settings.targets[last], 3]
      }, names: short, decimals: 7)
    page.section("All \(total.grouped) of them")
    page.text("One table a parameter. m̂ = g in this first step, so it has no column of its own.")
    for name in names { updateTable(page, name) }
    page.section("By hand and in the core")
    page.excerpt("ByHand.adamW", says: "By hand")
    page.excerpt("AdamW", says: "In the core")
    page.check(
      names.flatMap { name in
        ["m", "v", "m_hat", "v_hat"].map { "adamw.\($0).\(name)" } + ["updated.\(name)"]
      })
    page.keep(
      "In its first step AdamW moves every parameter by the learning rate; only the sign of the gradient counts."
    )
  }

  private func updateTable(_ page: Page, _ name: String) {
    var table = Table(["entry", "θ", "g", "m", "v", "√v̂", "new θ"], left: [0])
    let columns = [
      name, "grad.\(name)", "adamw.m.\(name)", "adamw.v.\(name)", "adamw.v_hat.\(name)",
      "updated.\(name)",
    ].map { grid($0) }
    for offset in 0..<columns[0].count {
      let row = columns.map { $0.values[offset] }
      let index = columns[0].index(at: offset).map(String.init).joined(separator: ",")
      table.add(
        ["[\(index)]"] + [row[0], row[1], row[2], row[3], row[4].squareRoot(), row[5]].map(\.shown))
    }
    page.folded("<code>\(name)</code>: \(columns[0].count.grouped) parameters", table.markdown)
  }
}
