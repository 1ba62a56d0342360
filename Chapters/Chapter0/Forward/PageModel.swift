import Numerics
import Walkthrough

extension Chapter0Story {
  func modelPage(_ page: Page) {
    let total = model.parameterCount
    page.section("Why")
    page.text(
      """
      A language model reads the beginning of a text and says how likely each word is to come next.
      That is all. This chapter takes the smallest model that has all the parts of a large one, a
      *transformer* with \(total.grouped) parameters, and teaches it one sentence:
      **\(chapter.sentence)**. One step of that lesson is worked in full: what it guesses, how wrong
      that is, which way each of its parameters should move, and what it guesses after they have moved.

      Transformers also stand inside the models that draw pictures: they read the prompt (chapter 4) and,
      in newer ones, they do the drawing (chapter 2). The pieces explained here come back there.
      """)
    page.section("The way through the model")
    page.code(diagram, "mermaid")
    page.text(
      """
      Every norm reads a table with one row per token and \(featureCount) columns, its *features*; every residual adds to
      that table.
      Attention is the only place where rows look at each other; all other layers treat each row alone.
      """)
    page.section("Every tensor")
    let steps: [(grid: String, page: String)] = [
      ("tokens", "embeddings"), ("embedding", "embeddings"), ("blocks.0.norm1", "norm1"),
      ("blocks.0.attention.W_q", "qkv"), ("blocks.0.attention.W_k", "qkv"),
      ("blocks.0.attention.W_v", "qkv"), ("blocks.0.attention.scores", "attention"),
      ("blocks.0.attention.scaled", "attention"), ("blocks.0.attention.weights", "attention"),
      ("blocks.0.attention.heads", "heads"), ("blocks.0.attention.W_o", "heads"),
      ("blocks.0.residual1", "heads"), ("blocks.0.norm2", "norm2"),
      ("blocks.0.ffn.linear1", "hidden"), ("blocks.0.ffn.gelu", "hidden"),
      ("blocks.0.ffn.linear2", "change"), ("blocks.0.residual2", "change"), ("ln_f", "logits"),
      ("output_proj", "logits"), ("probabilities", "loss"), ("nll", "loss"), ("loss", "loss"),
    ]
    page.text("Pages use short names; the trace and the tools use the long ones.")
    page.text(tensorTable(page, steps))
    page.section("Every parameter")
    page.text(parameterTable)
    page.text(
      """
      GPT-2, the smallest one, has the same parts: 12 blocks instead of 1, 768 features instead of \(featureCount),
      12 heads instead of \(Sizes.byHand.heads), 50,257 tokens instead of \(tokenCount), and 124 million parameters.
      """)
    page.inRealSystems(
      """
      **Size.** Models of today differ from GPT-2 less in their parts than in their sizes: from a few hundred million
      to about a trillion parameters, dozens of blocks, thousands of features, and contexts of many
      thousand tokens.

      **Decoder only, or encoder and decoder.** The first transformer, made for translation, had two halves: an *encoder* whose
      tokens all see each other reads the sentence, and a *decoder* whose tokens see only what came before writes the
      other one, looking across at the encoder's rows in each block (*cross-attention*). A GPT is the decoder alone, without
      the looking across; a BERT is the encoder alone. T5 kept both, and its encoder reads the prompt for several picture models.

      **Before transformers.** *Recurrent* networks (LSTM, GRU) read one word after the other and carried what they had understood
      along in one row of numbers. Far words faded on the way, and no word could be computed before the one
      in front of it. In a transformer each word looks at every earlier one directly, and in training all places are computed at once.
      """)
    page.checkYourself([
      (
        "How many multiplications does `output_proj` need for one row?",
        "One for each weight: \(grid("output_proj.weight").count)."
      )
    ])
    page.keep(
      "A transformer is a table of numbers, one row per word, that layers rewrite until its last row says which word comes next."
    )
  }
}
