import Numerics
import Walkthrough

extension Story {
  func model() {
    let page = book.page("model", "The model at a glance")
    let total = settings.parameters.reduce(0) { $0 + $1.value.count }
    page.section("Why")
    page.text(
      """
      A language model reads the beginning of a text and says how likely each word is to come next.
      That is all. This chapter takes the smallest model that has all the parts of a large one, a
      *transformer* with \(total.grouped) parameters, and teaches it one sentence:
      **\(settings.sentence)**. One step of that lesson is worked in full: what it guesses, how wrong
      that is, which way each of its parameters should move, and what it guesses after they have moved.

      Transformers also stand inside the models that draw pictures: they read the prompt (chapter 4) and,
      in newer ones, they do the drawing (chapter 2). The pieces explained here come back there.
      """)
    page.section("The way through the model")
    page.code(diagram, "mermaid")
    page.text(
      """
      Everything between two norms works on a table with one row a token and 16 columns, its *features*.
      Attention is the only place where rows look at each other; all other layers treat each row alone.
      """)
    page.section("Every tensor")
    var table = Table(["tensor", "shape", "numbers", "page"], left: [0, 1, 3])
    let steps: [(String, String)] = [
      ("tokens", "embeddings"), ("embedding", "embeddings"), ("blocks.0.norm1", "norm1"),
      ("blocks.0.attention.W_q", "qkv"), ("blocks.0.attention.W_k", "qkv"),
      ("blocks.0.attention.W_v", "qkv"), ("blocks.0.attention.scores", "attention"),
      ("blocks.0.attention.scaled", "attention"), ("blocks.0.attention.weights", "attention"),
      ("blocks.0.attention.heads", "heads"), ("blocks.0.attention.W_o", "heads"),
      ("blocks.0.residual1", "heads"), ("blocks.0.norm2", "norm2"),
      ("blocks.0.ffn.linear1", "hidden"), ("blocks.0.ffn.gelu", "hidden"),
      ("blocks.0.ffn.linear2", "change"), ("blocks.0.residual2", "change"), ("ln_f", "logits"),
      ("output_proj", "logits"), ("probabilities", "loss"), ("surprise", "loss"), ("loss", "loss"),
    ]
    for (name, where_) in steps {
      let shape = grid(name).shape.map(String.init).joined(separator: "×")
      table.add([
        "`\(name)`", shape.isEmpty ? "one number" : shape, "\(grid(name).count)", book.link(where_),
      ])
    }
    page.text(table.markdown)
    page.section("Every parameter")
    page.text(parameterTable)
    page.text(
      """
      GPT-2, the smallest one, has the same parts: 12 blocks instead of 1, 768 features instead of 16, 12
      heads instead of 2, 50,257 tokens instead of 6, and 124 million parameters.
      """)
    page.keep(
      "A transformer is a table of numbers, one row a word, that layers rewrite until its last row tells the next word."
    )
  }

  var diagram: String {
    """
    flowchart TD
      tokens["tokens · \(places)"] -->|"embeddings · 176"| x0["x0 · \(rowShape)"]
      x0 -->|"norm1 · 32"| n1["\(rowShape)"]
      n1 -->|"W_q, W_k, W_v · 816"| qkv["q, k, v · 3 × \(rowShape)"]
      qkv -->|"scores, mask, softmax"| w["weights · 2×\(places)×\(places)"]
      qkv --> h["heads · \(rowShape)"]
      w --> h
      h -->|"W_o · 272"| add1(("+"))
      x0 -->|residual| add1
      add1 --> x1["x1 · \(rowShape)"]
      x1 -->|"norm2 · 32"| n2["\(rowShape)"]
      n2 -->|"linear1 · 1,088, GELU"| hid["\(places)×64"]
      hid -->|"linear2 · 1,040"| add2(("+"))
      x1 -->|residual| add2
      add2 --> x2["x2 · \(rowShape)"]
      x2 -->|"ln_f · 32, output_proj · 96"| logits["logits · \(places)×6"]
      logits -->|"softmax, cross-entropy"| loss["loss · one number"]
    """
  }

  var parameterTable: String {
    var table = Table(["parameter", "shape", "numbers"], left: [0, 1])
    for p in settings.parameters {
      let shape = p.value.shape.map(String.init).joined(separator: "×")
      table.add(["`\(p.name)`", shape, p.value.count.grouped])
    }
    table.add([
      "**all**", "", "**\(settings.parameters.reduce(0) { $0 + $1.value.count }.grouped)**",
    ])
    return table.markdown
  }
}
