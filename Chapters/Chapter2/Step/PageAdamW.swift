import Numerics
import Walkthrough

extension Chapter2Story {
  func adamW(_ page: Page) {
    let (names, total) = (parameterNames, model.parameterCount.grouped)
    page.inventory([
      .input("every parameter θ", origin: "the start"),
      .input("its gradient g", origin: page.links(from: "back-prediction", to: "back-patches")),
      .output("\(total) updated parameters"),
    ])
    page.section("Why")
    page.text(
      """
      The same AdamW as in [chapter 1](chapter1/adamw), where its averages are explained and a second step is worked: each
      parameter moves against its gradient by about the learning rate, lr = \(chapter.learningRate.shown), and shrinks a little.
      """)
    page.section("The formula")
    page.adamWFormulas()
    page.section("One parameter, in full: `Wp[3,0,0,1]`")
    page.adamWEntry("patch_embed.proj.weight", [3, 0, 0, 1], called: "θ")
    page.section("All \(total) of them")
    page.adamWTables(names)
    page.section("In the core")
    page.excerpt("AdamW", says: "All parameters at once")
    let moved = names.flatMap { name in
      zip(grid(name).values, grid("updated.\(name)").values).map { ($1 - $0).magnitude }
    }
    let still = moved.filter { $0 < 0.5 * chapter.learningRate }.count
    page.checkYourself([
      (
        "How many of the \(total) parameters moved by less than half the learning rate, and why?",
        still == 0
          ? "None."
          : "\(still): those whose gradient is smaller than ε = 10⁻⁸. Most are those of the keys' biases, which should be 0 and are only rounding."
      )
    ])
    page.keep(
      "The update knows nothing of patches or times: a list of numbers and their slopes is enough.")
  }
}
