import ByHand
import ChapterKit
import Core
import Numerics
import Walkthrough

extension HandComputation {
  // excerpt Chapter6.decay
  /// A norm's scale of 1 with a gradient of 0, with decay and without.
  func decay() {
    func constant(_ name: String, _ value: Double) -> Scalar {
      trace.constant("decay.\(name)", value)
    }
    let (scale, zero) = (constant("scale", 1), constant("zero", 0))
    let (rate, epsilon) = (constant("rate", 0.01), constant("epsilon", 1e-8))
    for (name, share) in [("with", 0.1), ("without", 0)] {
      let decay = constant("\(name).weight_decay", share)
      trace.scalar("decay.\(name)") { apply(.adamw, scale, rate, decay, zero, zero, epsilon) }
    }
  }
  // end excerpt
}

extension CoreComputation {
  func decay() {
    for (name, value) in [
      ("scale", 1), ("zero", 0), ("rate", 0.01), ("epsilon", 1e-8), ("with.weight_decay", 0.1),
      ("without.weight_decay", 0),
    ] { recorder.record("decay.\(name)", Tensor(scalar: value)) }
    for (name, spares) in [("with", false), ("without", true)] {
      var scale = LayerNorm<Double>("n", features: 1)
      scale.forEachParameter { $0.value = Tensor([1], [$0.role == .scale ? 1 : 0]) }
      var optimizer = AdamW<Double>(
        learningRate: 0.01, weightDecay: 0.1, decaysMatricesOnly: spares)
      optimizer.update(&scale)
      recorder.record("decay.\(name)", Tensor(scalar: scale.weight?.value.values[0] ?? 0))
    }
  }
}

extension Chapter6Story {
  func adamWPage(_ page: Page) {
    page.section("What decays, and what does not")
    page.text(
      """
      Weight decay pulls every parameter a little towards 0 in each step, so that only what the data keep asking for stays large. For a matrix that is good: smaller weights make smoother functions. But a norm's scale has its good place at 1, and a bias's is wherever its
      layer needs it; nothing is gained by pulling these to 0. A scale of 1 whose gradient is 0, after one step with a learning rate of 0.01 and a decay of 0.1, and without:
      """)
    page.lines([grid("decay.with").scalars[0], grid("decay.without").scalars[0]])
    let after = (0..<1000).reduce(1.0) { scale, _ in scale - 0.01 * 0.1 * scale }
    page.text(
      "After a thousand such steps the decayed one is at \(after.fixed(3)), although no gradient asked for it. So tables and matrices decay (everything with two axes), norms and biases do not:"
    )
    var table = Table(["parameters", "decay", "numbers"], left: [0, 1])
    let matrices = model.parameters.filter { $0.value.shape.count > 1 }
    table.add(["tables and matrices", "yes", matrices.reduce(0) { $0 + $1.value.count }.grouped])
    table.add([
      "scales, shifts, biases", "no",
      (model.parameterCount - matrices.reduce(0) { $0 + $1.value.count }).grouped,
    ])
    page.text(table.markdown)
    page.section("The step")
    page.text(
      "AdamW as in [chapter 0](chapter0/adamw), with lr = \(chapter.learningRate.shown), from the \(value("clip.factor") < 1 ? "clipped " : "")gradients of \(page.link("clipping"))."
    )
    page.adamWFormulas()
    page.adamWEntry("token_embedding.embedding.weight", [4, 3], called: "θ")
    page.text("A norm's scale, for which wd is 0:")
    let scale = "blocks.0.norm1.weight"
    page.lines(
      [grid("updated.\(scale)")[2]],
      names: Names([
        "adamw.no_decay": "wd", "adamw.learning_rate": "lr", "adamw.m_hat.\(scale)": "m̂",
        "adamw.v_hat.\(scale)": "v̂", "adamw.epsilon": "ε", scale: "γ", "updated.\(scale)": "new_γ",
      ]), decimals: 7)
    page.section("All \(model.parameterCount.grouped) of them")
    if value("clip.factor") < 1 {
      page.text(
        "In these tables g is the gradient before clipping; m and v are made from \(value("clip.factor").shown)·g."
      )
    }
    page.adamWTables(parameterNames)
    page.check(prefix: "decay.")
    page.checkYourself([
      (
        "Does the embedding table decay here?",
        "Yes, it has two axes. Some trainings leave it out, too."
      )
    ])
    page.keep("Matrices and tables decay; norms and biases are spared.")
  }
}
