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
      .input("the parameters", from: "cross-attention"),
      .output("`∂L/∂w`, `∂L/∂scores`", "grad.\(name).weights", "grad.\(name).scores"),
      .output(
        "`∂L/∂q`, `∂L/∂k`, `∂L/∂v_words`", "grad.\(name).q_proj", "grad.\(name).k_proj",
        "grad.\(name).v_proj"),
      .output("`∂L/∂words_read`", "grad.readers.0.residual2"),
    ])
    page.section("Why")
    page.text(
      "The patches have read the words, and now the gradient goes back to both: through the queries to the patches, and through the keys and values to the words."
    )
    page.section("1. What was read")
    page.text("One weight of the output matrix, and one number that the heads have read:")
    page.gradientEntry(grid("\(name).out_proj.weight")[3, 5])
    page.gradientEntry(grid("\(name).heads")[0, 1, 6])
    page.section("2. Weights and values")
    page.text("One attention weight. It was multiplied by the numbers of a value:")
    page.gradientEntry(grid("\(name).weights")[0, 1, 1, 3])
    page.text("All 16 patches took something of each value, so a value's gradient sums over them:")
    page.gradientEntry(grid("\(name).v_proj")[0, 3, 6])
    page.section("3. Softmax and scores")
    page.text("In a softmax, each score changes all weights of its row:")
    page.gradientEntry(grid("\(name).scaled")[0, 1, 1, 3])
    page.section("4. Queries and keys")
    page.text("A query's gradient sums over the words, a key's over the patches:")
    page.gradientEntry(grid("\(name).q_proj")[0, 1, 6])
    page.gradientEntry(grid("\(name).k_proj")[0, 3, 6])
    page.section("5. The words")
    page.text("`words_read` was used twice, for keys and for values:")
    page.gradientEntry(grid("readers.0.residual2")[0, 3, 2])
    page.table(gradient("readers.0.residual2"))
    let zero =
      padding < example.ids.count
      && gradient("readers.0.residual2").row(0, padding).allSatisfy { $0.value == 0 }
    page.text(
      "\(zero ? "The rows of the padding are exactly 0, because nobody looked at them. " : "")On \(page.link("back-reader")), the words' side goes on."
    )
    page.section("Every gradient")
    page.gradientPass([
      ("`read`", ["\(name).out_proj.weight", "\(name).out_proj.bias", "\(name).heads"]),
      ("`q`", ["\(name).q_proj", "\(name).q_proj.weight", "\(name).q_proj.bias"]),
      ("`k`", ["\(name).k_proj", "\(name).k_proj.weight", "\(name).k_proj.bias"]),
      ("values", ["\(name).v_proj", "\(name).v_proj.weight", "\(name).v_proj.bias"]),
      ("`words_read`", ["readers.0.residual2"]),
    ])
    page.text(
      "The gradients of `w`, `scaled` and `scores` are on \(page.link("numbers-back")).")
    page.section("In the core")
    page.excerpt("CrossAttention.backward", says: "Both ways back")
    page.check(prefix: "grad.\(name)")
    page.check(["grad.readers.0.residual2"])
    page.checkYourself([
      (
        "How many terms does the gradient of a real word's key have? And that of the padding's key?",
        "\(run.trace.terms(of: grid("\(name).k_proj")[0, 3, 6].id).count), one for each patch. The padding has scores as well, but their gradients are 0."
      ),
      (
        "The gradient of the keys' bias `bk` is at most \((gradient("\(name).k_proj.bias").values.map(\.magnitude).max() ?? 0).shown). Why so little?",
        "In exact arithmetic it is 0: a bias moves all scores of a query by the same amount, and softmax doesn't notice. What is left is rounding."
      ),
    ])
    page.keep("One way leads back to the patches, the other to the words.")
  }

  /// A page of the appendix.
  func backAttentionNumbers(_ page: Page) {
    let (words, patches) = ("blocks.0.cross_attn", Self.selfAttention)
    page.section("Patches look at words")
    page.text(
      "\(page.sentence(page.link("back-cross"))) explains the way back through softmax and scores. Here are its numbers:"
    )
    page.gradientPass([
      ("`w`, `scaled`, `scores`", ["weights", "scaled", "scores"].map { "\(words).\($0)" })
    ])
    page.section("Patches look at patches")
    page.text(
      "\(page.sentence(page.link("back-inputs"))) explains this part. Here are its numbers:")
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
