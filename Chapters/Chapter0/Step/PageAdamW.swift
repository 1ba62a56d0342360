import Numerics
import Walkthrough

extension Chapter0Story {
  func adamW(_ page: Page) {
    let (names, total) = (parameterNames, model.parameterCount)
    page.inventory([
      .input("every parameter θ", origin: "the start"),
      .input("its gradient g", origin: page.links(from: "back-logits", to: "back-embeddings")),
      .output("\(total.grouped) updated parameters"),
    ])
    page.section("Why")
    page.text(
      """
      The gradient points uphill, so we step the other way. How far? AdamW keeps two *moving averages* for
      each parameter: `m` of its gradient and `v` of the gradient's square. It steps by `m` over the root of
      `v`: opposite to the recent average gradient, scaled by its typical size. And it shrinks each parameter a little
      (*weight decay*), apart from the gradient (*decoupled*).
      """)
    page.section("The formula")
    page.adamWFormulas()
    page.text(
      """
      β₁ = 0.9, β₂ = 0.999, lr = \(chapter.learningRate.shown), wd = 0.01, ε = 10⁻⁸; $`s`$ counts the steps.
      Both averages start at 0, so after one step they are too small by the factors $`1-\\beta_1`$ = 0.1 and
      $`1-\\beta_2`$ = 0.001. The *bias correction* divides by just that. At $`s = 1`$ therefore $`\\hat m = g`$ and
      $`\\hat v = g^2`$: every parameter whose gradient is much larger than ε moves by lr, up or down.
      """)
    page.section("One parameter, in full: `Wout[\(chapter.targets[last]),3]`")
    page.adamWEntry("output_proj.weight", [chapter.targets[last], 3], called: "Wout")
    page.section("All \(total.grouped) of them")
    page.text("One table per parameter. m̂ = g in this first step.")
    page.adamWTables(names)
    page.inRealSystems(
      """
      Adam (Kingma, Ba, 2014) or AdamW (Loshchilov, Hutter, 2017) trained GPT-3 (2020), Stable Diffusion and DiT (2022) and Llama (2023). GPT-3 and Llama take β₂ = 0.95, which forgets faster, and a weight decay of 0.1. The two averages cost memory: in 32 bits they take 8 bytes per parameter, 56 GB for 7 billion,
      so large trainings divide them among their machines (ZeRO: Rajbhandari et al., 2019). A newer way, Muon (Jordan et al., 2024), steps by whole matrices and keeps one average only; Kimi K2 (2025), with a trillion parameters, was trained by a form of it.
      """)
    page.section("By hand and in the core")
    page.excerpt("ByHand.adamW", says: "By hand")
    page.excerpt("AdamW", says: "In the core")
    let moves = moved
    let slow = moves.filter { $0.moved.magnitude < 0.5 * chapter.learningRate }
    let unused = slow.filter { $0.g == 0 }.count
    let fast = moves.filter { $0.moved.magnitude >= 0.9 * chapter.learningRate }
    let sorted = (fast.isEmpty ? moves : fast).enumerated().sorted {
      let (a, b) = ($0.element.g.magnitude, $1.element.g.magnitude)
      return a != b ? a < b : $0.offset < $1.offset
    }.map(\.element)
    let (small, big) = (sorted[0], sorted[sorted.count - 1])
    page.checkYourself([
      (
        "How many parameters moved by less than half the learning rate, and why?",
        "\(slow.count): \(unused) of them have the gradient 0 (rows of tables that were not used, for example; they only decay). \(slow.count == unused ? "" : "For the other \(slow.count - unused) it's far below ε = 10⁻⁸, which then decides in $`\\sqrt{\\hat v}+\\varepsilon`$: the gradient of the keys' bias is nothing but rounding.")"
      ),
      (
        "A gradient of \(big.g.shown) and one of \(small.g.shown): which parameter moves further?",
        "Neither: `\(big.name)` moves by \(big.moved.shown), `\(small.name)` by \(small.moved.shown). The first step sees only the sign."
      ),
    ])
    page.keep(
      "In its first step AdamW moves parameters by the learning rate, whatever the gradient's size; only its sign counts."
    )
  }
}
