import ByHand
import ChapterKit
import Dataset
import Numerics
import Walkthrough

extension Chapter4Story {
  func textTower(_ page: Page) {
    let (block, n) = ("clip.\(Self.textBlock)", 2)
    let end = pairs.ids[n].firstIndex(of: Vocabulary.end) ?? 0
    page.inventory(
      [
        .input("`words`", "clip.text.embedding", from: "pairs")
      ] + blockRows(block) + [
        .parameters("the last norm's", "clip.ln_final"),
        .parameters("`Ptext`, the projection", "clip.text_projection"),
        .output("`t_out`, an output for every token", "clip.ln_final"),
        .output("`T`, an arrow for every caption", "clip.text.unit"),
      ])
    page.section("Why")
    page.text(
      """
      A caption is a table of rows; the comparison with pictures needs one arrow. So the words must be mixed into one row, and "a hat on a cat" must not come out as "a cat on a hat". That is a
      transformer's work, and this one is chapter 0's block ([attention](../chapter0/05-attention.md)) under other names: norm, attention to oneself and to what
      stands before (*causal*), norm, two layers with GELU.
      """)
    page.section("1. Attention: who looks back at whom")
    page.text(
      "In caption 2, from [EOS] at place \(end): how much does head 1 take from place \(end - 2)? (`qkv` of a token holds its query, its key and its value side by side, \(featureCount) numbers each; head 1 owns the last \(featureCount / 2) of each. How it is made: [chapter 2](../chapter2/08-attention.md).)"
    )
    let weight = grid("\(block).attn.weights")[n, 1, end, end - 2]
    page.lines([
      grid("\(block).attn.scores")[n, 1, end, end - 2],
      grid("\(block).attn.scaled")[n, 1, end, end - 2], weight,
    ])
    let weights = grid("\(block).attn.weights")
    let places = labels(pairs.ids[n])
    page.heatMap(
      (0..<2).map { head in
        (
          title: "head \(head)",
          values: places.indices.flatMap { q in places.indices.map { weights[n, head, q, $0].value }
          }
        )
      }, rows: places, columns: places,
      alt: "Attention in caption 2: nothing above the diagonal")
    page.text(
      "[BOS] can look at nobody but itself; [EOS] looks at the whole sentence. So the row at [EOS] is the one that can know everything that was said."
    )
    page.section("2. The whole block")
    page.pass("clip.", towerLayers(Self.textParts))
    page.section("3. One row becomes an arrow")
    page.formula(
      #"y_{n,i} = \sum_{m=0}^{7} \mathrm{t\_out}_{n,\,\mathrm{end}(n),\,m}\;\mathrm{Ptext}_{m,i} \qquad |y_n| = \sqrt{\sum_i y_{n,i}^2} \qquad T_{n,i} = \frac{y_{n,i}}{|y_n|}"#
    )
    page.text(
      "The row at [EOS] alone is projected to \(joint) numbers, and divided by its length; only the direction is left."
    )
    page.entry(grid("clip.text.joint")[n, 1])
    page.lines([
      grid("clip.text.square")[n], grid("clip.text.length")[n], grid("clip.text.unit")[n, 1],
    ])
    page.table(grid("clip.text.unit"))
    page.everyEntry(
      of: ["text.joint", "text.square", "text.length", "text.unit"].map { grid("clip.\($0)") })
    page.foldedParameters(block, "clip.ln_final", "clip.text_projection")
    page.section("Two outputs, two uses")
    var table = Table(["", "the arrow `T`", "the outputs `t_out`", "`words`"], left: [0, 1, 2, 3])
    table.add(["of each caption", "one row", "a row a token", "a row a token"])
    table.add([
      "shape here", Page.shape(grid("clip.text.unit")), Page.shape(grid("clip.ln_final")),
      Page.shape(grid("clip.text.embedding")),
    ])
    table.add([
      "knows", "the whole caption", "itself and what stands before", "itself and its place",
    ])
    table.add([
      "good for", "comparing: is this text about this picture?",
      "reading: what is asked for, in context", "reading: what is asked for, word by word",
    ])
    page.text(table.markdown)
    page.text(
      "Large systems let their painters read `t_out`, some of them the arrow as well. Ours reads `words`; \(page.link("tiny")) tells why."
    )
    page.section("By hand and in the core")
    page.excerpt("ByHand.clipText", says: "By hand")
    page.excerpt("ByHand.transformerBlock", says: "Its block")
    page.excerpt("ClipText.forward", says: "In the core")
    page.check(
      towerLayers(Self.textParts).flatMap(\.grids).map { "clip.\($0)" }
        + ["text.joint", "text.square", "text.length", "text.unit"].map { "clip.\($0)" })
    page.checkYourself([
      (
        "Change the word after [EOS] from [PAD] to `cat`. Which numbers of `T` change?",
        "None: [EOS] does not look at what comes after it, and nothing else is read."
      )
    ])
    page.keep("The last token has seen the sentence; its row becomes the sentence's arrow.")
  }

  func pictureTower(_ page: Page) {
    let block = "clip.\(Self.pictureBlock)"
    page.inventory(
      [
        .input("`pictures`", "clip.pictures", from: "pairs"),
        .parameters("`Wp`, `bp`: kernels of 2×2", "clip.visual.conv1"),
        .parameters("`place_pic`, a row for each patch", "clip.visual.positional_embedding"),
      ] + blockRows(block) + [
        .parameters("the last norm's", "clip.visual.ln_post"),
        .parameters("`Ppic`, the projection", "clip.visual.proj"),
        .output("`I`, an arrow for every picture", "clip.visual.unit"),
      ])
    page.section("Why")
    page.text(
      """
      The other tower must end in the same space, \(joint) numbers, so that the two can be compared. It reads a picture as the transformers of [chapter 2](../chapter2/02-patches.md) do, in patches, and its
      block is the text tower's, with one difference: no mask. A patch may look at all others; there is no before and after in a picture.
      """)
    page.section("1. Patches with places")
    page.entry(grid("clip.visual.conv1")[1, 3, 0, 1])
    page.lines([grid("clip.visual.embedding")[1, 1, 3]])
    page.section("2. The whole block")
    page.pass("clip.", towerLayers(Self.pictureParts))
    page.section("3. The mean over the patches, and the arrow")
    page.text(
      "There is no [EOS] in a picture. So all four patches have the same say: their mean goes through a last norm and a projection."
    )
    page.lines([grid("clip.visual.mean")[1, 3], grid("clip.visual.ln_post")[1, 3]])
    page.entry(grid("clip.visual.joint")[1, 1])
    page.lines([
      grid("clip.visual.square")[1], grid("clip.visual.length")[1], grid("clip.visual.unit")[1, 1],
    ])
    page.table(grid("clip.visual.unit"))
    let last = ["mean", "joint", "square", "length", "unit"].map { "clip.visual.\($0)" }
    let norm = Page.normSteps("clip.visual.ln_post")
    page.everyEntry(of: (last + norm).map(grid))
    page.foldedParameters(
      "clip.visual.conv1", "clip.visual.positional_embedding", block, "clip.visual.ln_post",
      "clip.visual.proj")
    page.inRealSystems(
      "The picture tower of CLIP has a token of its own for the whole picture, as [EOS] for a text, and hundreds of millions of parameters; others take the mean, as here, or a small attention over the patches."
    )
    page.section("By hand and in the core")
    page.excerpt("ByHand.clipImage", says: "By hand")
    page.excerpt("ClipImage.forward", says: "In the core")
    page.check(
      towerLayers(Self.pictureParts).flatMap(\.grids).map { "clip.\($0)" } + last + norm)
    page.checkYourself([
      (
        "How many numbers of a picture does one number of `I` depend on?",
        "All \(3 * 16): every patch looks at every patch, and the mean takes all."
      )
    ])
    page.keep(
      "The mean over the patches becomes the picture's arrow, in the space of the texts' arrows.")
  }

  /// The parameters of a tower's block, for the table at a page's head.
  private func blockRows(_ block: String) -> [Inventory] {
    [
      .parameters("the first norm's", "\(block).ln_1"),
      .parameters("`Wqkv`, `bqkv`", "\(block).attn.in_proj"),
      .parameters("`Wo`, `bo`", "\(block).attn.out_proj"),
      .parameters("the second norm's", "\(block).ln_2"),
      .parameters("`Wh`, `bh`", "\(block).mlp.c_fc"),
      .parameters("`Wc`, `bc`", "\(block).mlp.c_proj"),
    ]
  }
}
