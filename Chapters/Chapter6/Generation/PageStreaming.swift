import ByHand
import ChapterKit
import Core
import Numerics
import Walkthrough

extension Chapter6Story {
  func streaming(_ page: Page) {
    func part(_ names: String...) -> [Scalar] { names.flatMap { grid("stream.\($0)").scalars } }
    let (keys, block) = (StreamExample.k.count, StreamExample.block)
    page.section("Why")
    page.text(
      """
      Attention has a score for every pair of places. For n places these are n² numbers, and softmax needs a whole row of them before it can give the first weight: it divides by the sum of all. So it seems that all scores must be stored. They need not:
      one can go through the keys block by block, keep only a running maximum, a running sum and a running total, and correct them whenever a larger score turns up. That is how fused attention kernels ("FlashAttention") work. Here one query meets \(keys) keys, in blocks of \(block).
      """)
    page.section("All at once")
    page.formula(
      #"s_j = \frac{q \cdot k_j}{\sqrt{d}} \qquad w_j = \frac{e^{s_j}}{\sum_i e^{s_i}} \qquad \mathrm{row}_c = \sum_j w_j v_{j,c}"#
    )
    for name in ["q", "k", "v"] { page.table(grid("stream.\(name)")) }
    for name in ["scaled", "w", "row"] { page.table(grid("stream.\(name)")) }
    page.everyEntry(of: ["root", "scores", "scaled", "w", "row"].map { grid("stream.\($0)") })
    page.section("The first block")
    page.text(
      "Take the first \(block) scores as if there were no others. m is the `largest` of them, l the `sum` of the powers, o the `total` of the values times their powers:"
    )
    page.formula(
      #"m = \max_j s_j \qquad l = \sum_j e^{s_j - m} \qquad o_c = \sum_j e^{s_j - m}\, v_{j,c}"#)
    page.lines(part("block0.largest", "block0.gap", "block0.power", "block0.sum"))
    page.entry(grid("stream.block0.total")[0])
    page.table(grid("stream.block0.total"))
    page.text(
      "Divided by the sum, this is the row that attention would give if these were all keys:")
    page.table(grid("stream.block0.average"))
    page.section("The second block corrects the first")
    let (before, after) = (value("stream.block0.largest"), value("stream.block1.largest"))
    page.text(
      """
      In the next \(block) scores the largest is \(after > before ? "larger than before: \(after.shown) after \(before.shown)" : "not larger than before, and m stays \(before.shown)"). All powers of the first block were taken relative to the old maximum. No need to take them again: one `factor` turns
      $`e^{s - m_{\\mathrm{old}}}`$ into $`e^{s - m}`$, and sum and total are multiplied by it.
      """)
    page.formula(
      #"l = l_{\mathrm{old}}\, e^{m_{\mathrm{old}} - m} + \sum_j e^{s_j - m} \qquad o = o_{\mathrm{old}}\, e^{m_{\mathrm{old}} - m} + \sum_j e^{s_j - m}\, v_j"#
    )
    page.lines(
      part(
        "block1.largest", "block1.gap", "block1.power", "block1.block_sum", "block1.shift",
        "block1.factor", "block1.sum"))
    page.lines([
      grid("stream.block1.block_total")[0], grid("stream.block1.total")[0],
      grid("stream.block1.average")[0],
    ])
    page.table(grid("stream.block1.average"))
    page.everyEntry(of: computed(["stream.block0.", "stream.block1."]))
    page.section("The same row")
    let gaps = grid("stream.difference").values.map(\.magnitude)
    page.text(
      "It is the row from above. Equal to the last bit: \(gaps.count { $0 == 0 }) of \(gaps.count) numbers; the largest difference: \((gaps.max() ?? 0).shown). The sums are the same, but rounded in other places."
    )
    page.lines(grid("stream.difference").scalars)
    page.section("What it saves")
    saved(page)
    page.section("In the core")
    page.excerpt("StreamingSoftmax.add", says: "One row, block after block")
    page.excerpt("StreamingAttention", says: "All rows, all heads")
    page.excerpt("ByHand.streamed", says: "By hand")
    page.check(prefix: "stream.")
    page.inRealSystems(
      "The online softmax is Milakov's and Gimelshein's (2018); FlashAttention (Dao et al., 2022) does it for tiles of queries and keys that fit into a graphics card's fast memory, and computes the scores again on the way back instead of storing them. It does not do fewer multiplications; it is faster because scores no longer travel to slow memory and back."
    )
    page.checkYourself([
      (
        "What would the first block's powers be without subtracting the maximum, for a score of 1,000?",
        "e¹⁰⁰⁰ is beyond the largest 64-bit number, about 1.8·10³⁰⁸ = e⁷⁰⁹·⁸. Relative to the maximum no power is above 1."
      ),
      (
        "A third block brings only smaller scores. What is its factor?",
        "The maximum stays, so the factor is e⁰ = 1: nothing is corrected."
      ),
      (
        "How many numbers are carried from one block to the next?",
        "The maximum, the sum, and the total with one number a feature: \(2 + StreamExample.q.count) here, however many keys there are."
      ),
    ])
    page.keep("Softmax can be corrected afterwards: one factor, and the past is right again.")
  }

  /// Scores kept at a time, for one head: at once and in blocks.
  private func saved(_ page: Page) {
    let tile = 128
    var table = Table(
      ["places n", "scores at once, n²", "in 32 bits", "in tiles of \(tile)×\(tile)", "in 32 bits"])
    func bytes(_ numbers: Int) -> String {
      let units = ["bytes", "KB", "MB", "GB"]
      var (size, unit) = (Double(4 * numbers), 0)
      while size >= 1024 && unit < units.count - 1 { (size, unit) = (size / 1024, unit + 1) }
      return "\(size.fixed(unit == 0 ? 0 : 1)) \(units[unit])"
    }
    for n in [Sizes.teller.length, 2048, 32_768, 131_072] {
      let (all, some) = (n * n, min(n, tile) * min(n, tile))
      table.add([n.grouped, all.grouped, bytes(all), some.grouped, bytes(some)])
    }
    page.text("The scores of one head that must be kept at a time (1 KB is 1,024 bytes):")
    page.text(table.markdown)
    page.text(
      "The first row is the length that our own model can read; the others are lengths of large models."
    )
  }
}
