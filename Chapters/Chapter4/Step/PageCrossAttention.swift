import ByHand
import ChapterKit
import Dataset
import Numerics
import Walkthrough

extension Chapter4Story {
  func crossAttention(_ page: Page) {
    let (name, ids) = ("blocks.0.cross_attn", example.ids)
    let real = ids.filter { $0 != Vocabulary.padding }.count
    page.inventory([
      .input(
        "`words_read`, the words after reading each other", "readers.0.residual2", from: "reader"),
      .input("`z1`, the patches after looking at each other", "blocks.0.residual1", from: "until"),
      .parameters("the norm's `Wm2`, `bm2`", "blocks.0.norm2.proj"),
      .parameters("`Wq`, `bq`", "\(name).q_proj"),
      .parameters("`Wk`, `bk`", "\(name).k_proj"),
      .parameters("`Wval`, `bval`", "\(name).v_proj"),
      .parameters("`Wr`, `br`", "\(name).out_proj"),
      .output("`w`, which patch reads which word", "\(name).weights"),
      .output("`z2`, the patches after reading", "blocks.0.residual2"),
    ])
    page.section("Why")
    page.text(
      """
      A patch is a single pixel here. A patch where the hat will be needs the hat's size and colour; a patch of fur needs the colour before "\(example.sprite.animal)". Which patch needs which word
      depends on the picture so far, so let the patches *ask*. This is attention as before, with one difference: the queries come from the
      patches, but the keys and values come from the words.
      """)
    var table = Table(["", "self-attention", "cross-attention"], left: [0, 1, 2])
    table.add(["queries from", "patches", "patches"])
    table.add(["keys and values from", "patches", "words"])
    table.add(["scores per head", "16×16", "16×\(ids.count)"])
    table.add(["what is masked", "nothing", "padding"])
    table.add(["what it changes", "the patches", "the patches; never the words"])
    page.text(table.markdown)
    page.foldedParameters(
      "\(name).q_proj", "\(name).k_proj", "\(name).v_proj", "\(name).out_proj",
      "blocks.0.norm2.proj")
    page.section("1. The norm before it")
    page.text(
      "First, an adaptive norm, as in [chapter 2](chapter2/ada-ln). The condition makes a scale, and then one number goes through all steps:"
    )
    page.adaptiveNormEntry("blocks.0.norm2", worked: [0, 1, 3])
    page.table(grid("blocks.0.norm2"))
    page.everyEntryInNumbers(of: Page.adaptiveNormSteps("blocks.0.norm2").map(grid))
    page.section("2. Queries from patches, keys and values from words")
    page.text("One number of each. A patch asks with its query:")
    page.entry(grid("\(name).q_proj")[0, 1, 2])
    page.text("A word answers with its key:")
    page.entry(grid("\(name).k_proj")[0, 3, 2])
    page.text("And it passes on its value:")
    page.entry(grid("\(name).v_proj")[0, 3, 2])
    page.foldedTables(
      "All queries, keys and values", ["q_proj", "k_proj", "v_proj"].map { grid("\(name).\($0)") })
    page.everyEntryInNumbers(of: ["q_proj", "k_proj", "v_proj"].map { grid("\(name).\($0)") })
    page.section("3. Scores, scaling, softmax; and the padding")
    page.formula(
      #"\mathrm{scores}_{h,i,j} = \sum_{c=0}^{3} q_{i,4h+c}\,k_{j,4h+c} \qquad \mathrm{scaled} = \mathrm{scores}/\sqrt4 \qquad w_{h,i,j} = \frac{e^{\mathrm{scaled}_{h,i,j}}}{\sum_{m\ \mathrm{real}} e^{\mathrm{scaled}_{h,i,m}}}"#
    )
    page.lines([
      grid("\(name).scores")[0, 1, 1, 3], grid("\(name).scaled")[0, 1, 1, 3],
      grid("\(name).weights")[0, 1, 1, 3],
    ])
    page.text(
      """
      The sum in the softmax runs over the \(real) real tokens only. Padding gets the weight 0: it isn't a word, and otherwise softmax would give it a share. So each row
      of weights adds up to 1 over the real tokens, however short the sentence is. Here are the weights of both heads, a row for each patch (its row and column in the picture) and a column for each word:
      """)
    let weights = grid("\(name).weights")
    let panels = (0..<2).map { head -> (title: String, values: [Double]) in
      let values = (0..<16).flatMap { patch in
        (0..<real).map { weights[0, head, patch, $0].value }
      }
      return ("head \(head)", values)
    }
    page.heatMap(
      panels, rows: Self.pixelLabels, columns: labels(ids),
      alt:
        "Which patch reads which word: a row for each patch, a column for each word, for both heads, before training"
    )
    page.text(
      "(The parameters are still random. \(page.sentence(page.link("looks"))) shows what a trained painter reads.)"
    )
    page.foldedTables(
      "Scores, scaled, weights", ["scores", "scaled", "weights"].map { grid("\(name).\($0)") })
    page.everyEntryInNumbers(of: ["scores", "scaled", "weights"].map { grid("\(name).\($0)") })
    page.section("4. What was read, and the residual: `z2`")
    page.text(
      "Each patch adds up the values, weighed by `w`. A matrix mixes both heads, and the result is added to the patch. One number, all the way:"
    )
    page.entry(grid("\(name).heads")[0, 1, 6])
    page.entry(grid("\(name).out_proj")[0, 1, 3])
    page.lines([grid("blocks.0.residual2")[0, 1, 3]])
    page.table(grid("blocks.0.residual2"))
    page.everyEntryInNumbers(
      of: ["\(name).heads", "\(name).out_proj", "blocks.0.residual2"].map(grid))
    page.section("By hand and in the core")
    page.excerpt("ByHand.crossAttention", says: "By hand")
    page.excerpt("CrossAttention.forward", says: "In the core")
    page.check(
      layers(["blocks.0.norm2", name]).flatMap(\.grids) + ["blocks.0.residual2"])
    let sums = (0..<2).flatMap { h in
      (0..<16).map { i in (0..<ids.count).reduce(0.0) { $0 + weights[0, h, i, $1].value } }
    }
    page.checkYourself([
      (
        "Add up a row of `w`. What should you get?",
        (sums.min() ?? 0).shown == (sums.max() ?? 0).shown
          ? "1, in all \(sums.count) rows."
          : "1. The sums of the \(sums.count) rows lie between \(sums.min()?.shown ?? "") and \(sums.max()?.shown ?? "")."
      ),
      (
        "What do the patches read from the empty prompt?",
        "[BOS] and [EOS] are real tokens, so each row of weights has two entries. Where nothing is said, their values are what the painter has learned for *anything*."
      ),
    ])
    page.keep("Patches ask, words answer, and nobody asks the padding.")
  }
}
