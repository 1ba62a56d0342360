import ChapterKit
import Dataset
import Numerics
import Walkthrough

extension Chapter4Story {
  func backCross(_ page: Page) {
    let name = "blocks.0.cross_attn"
    let padding = example.ids.firstIndex(of: Vocabulary.padding) ?? example.ids.count - 1
    page.inventory([
      .input("`∂L/∂z2`", "grad.blocks.0.residual2", from: "rest"),
      .output("`∂L/∂w`, `∂L/∂scores`", "grad.\(name).weights", "grad.\(name).scores"),
      .output(
        "`∂L/∂q`, `∂L/∂k`, of values", "grad.\(name).q_proj", "grad.\(name).k_proj",
        "grad.\(name).v_proj"),
      .output("`∂L/∂z`, of the words as they are read", "grad.readers.0.residual2"),
    ])
    page.section("Why")
    page.text(
      "Two roads lead back from what was read: through the queries to the patches, and through keys and values to the words."
    )
    page.section("1. What was read")
    page.gradientEntry(grid("\(name).out_proj.weight")[3, 5])
    page.gradientEntry(grid("\(name).heads")[0, 1, 6])
    page.section("2. Weights and values")
    page.gradientEntry(grid("\(name).weights")[0, 1, 1, 3])
    page.text("A value was taken along by all 16 patches:")
    page.gradientEntry(grid("\(name).v_proj")[0, 3, 6])
    page.section("3. Softmax and scores")
    page.gradientEntry(grid("\(name).scaled")[0, 1, 1, 3])
    page.section("4. Queries and keys")
    page.text("A query sums over the words, a key over the patches:")
    page.gradientEntry(grid("\(name).q_proj")[0, 1, 6])
    page.gradientEntry(grid("\(name).k_proj")[0, 3, 6])
    page.section("5. The words")
    page.text("`z` was read twice, as key and as value:")
    page.gradientEntry(grid("readers.0.residual2")[0, 3, 2])
    page.table(gradient("readers.0.residual2"))
    let zero =
      padding < example.ids.count
      && gradient("readers.0.residual2").row(0, padding).allSatisfy { $0.value == 0 }
    page.text(
      "\(zero ? "The rows of the padding are exactly 0: nobody looked at them. " : "")How the words' side goes on: \(page.link("back-reader"))."
    )
    page.section("All of it")
    page.gradientPass([
      ("`read`", ["\(name).out_proj.weight", "\(name).out_proj.bias", "\(name).heads"]),
      ("`q`", ["\(name).q_proj", "\(name).q_proj.weight", "\(name).q_proj.bias"]),
      ("`k`", ["\(name).k_proj", "\(name).k_proj.weight", "\(name).k_proj.bias"]),
      ("values", ["\(name).v_proj", "\(name).v_proj.weight", "\(name).v_proj.bias"]),
      ("`z`", ["readers.0.residual2"]),
    ])
    page.text("And of `w`, `scaled` and `scores`: \(page.link("numbers-back")).")
    page.section("In the core")
    page.excerpt("CrossAttention.backward", says: "Two roads")
    page.check(prefix: "grad.\(name)")
    page.check(["grad.readers.0.residual2"])
    page.checkYourself([
      (
        "How many terms has the gradient of a key of a real word, and of padding?",
        "\(run.trace.terms(of: grid("\(name).k_proj")[0, 3, 6].id).count), one for each patch; for padding the scores exist, but their gradients are 0."
      ),
      (
        "The gradient of the keys' bias `bk` is at most \((gradient("\(name).k_proj.bias").values.map(\.magnitude).max() ?? 0).shown). Why so little?",
        "In mathematics it is 0: a bias moves all scores of a query by the same amount, and softmax does not notice. What is left is rounding."
      ),
    ])
    page.keep("One road leads to the patches, the other to the words.")
  }

  /// A page of the appendix.
  func backAttentionNumbers(_ page: Page) {
    let (words, patches) = ("blocks.0.cross_attn", Self.selfAttention)
    page.section("Patches look at words")
    page.text("The way back through softmax and scores, as told on \(page.link("back-cross")):")
    page.gradientPass([
      ("`w`, `scaled`, `scores`", ["weights", "scaled", "scores"].map { "\(words).\($0)" })
    ])
    page.section("Patches look at patches")
    page.text("As told on \(page.link("back-inputs")):")
    page.gradientPass([
      (
        "from `mixed` to the weights",
        ["out_proj.weight", "out_proj.bias", "heads", "weights"].map { "\(patches).\($0)" }
      ),
      (
        "from the scores to queries, keys and values",
        ["scores", "in_proj", "in_proj_weight", "in_proj_bias"].map { "\(patches).\($0)" }
      ),
    ])
    page.gradientTables([("the scaled scores", ["\(patches).scaled"])])
    page.check(prefix: "grad.\(patches)")
  }
}
