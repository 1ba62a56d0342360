import ChapterKit
import Numerics
import Walkthrough

extension Chapter6Story {
  func dropoutPage(_ page: Page) {
    let share = Sizes.byHand.dropout
    let mask = grid("blocks.0.attention.dropped.mask")
    page.section("Why throw numbers away?")
    page.text(
      """
      A model that can rely on every single number easily learns its training texts by heart. Dropout sets each number of some layers to 0 with a chance of \(share.shown), anew in each training step, so that nothing hangs on one number alone. The others are multiplied by 1/(1 − \(share.shown)) = \((1 / (1 - share)).shown), so
      that their sum stays the same on average. Outside training, nothing is dropped. With x the numbers, m their *mask*, u a draw between 0 and 1 for each, and p the chance:
      """)
    page.formula(
      #"y_i = x_i \cdot m_i \qquad m_i = \begin{cases} 0 & u_i < p \\ 1/(1-p) & \text{otherwise} \end{cases} \qquad \partial L/\partial x_i = m_i\, \partial L/\partial y_i"#
    )
    page.text(
      "The mask of the first attention's output, long sentence first. Each entry comes from a draw that has a name, so the same step of the same training always has the same mask:"
    )
    page.heatMap([mask], worked: nil, alt: "A mask: most entries 1.25, some 0")
    let zeros = mask.values.count { $0 == 0 }
    page.text(
      "\(zeros) of its \(mask.count) entries are 0: \((100 * Double(zeros) / Double(mask.count)).fixed(1)) %, where \((100 * share).fixed(0)) % are expected."
    )
    let kept = grid("blocks.0.attention.dropped")
    let (dead, alive) = (mask.values.firstIndex(of: 0) ?? 0, mask.values.firstIndex { $0 > 0 } ?? 0)
    let draws = chapter.common.random["dropout.blocks.0.attention.dropped"]
    page.text(
      "Two entries: draw \(dead) is \(draws.uniform(dead).shown), below \(share.shown), so that number is dropped; draw \(alive) is \(draws.uniform(alive).shown), so that one is kept, and grows."
    )
    page.folded(
      "All \(mask.count) draws u, in the order of the mask",
      mask.values.indices.map { draws.uniform($0).shown }.joined(separator: ", "))
    page.lines([kept.scalars[dead], kept.scalars[alive]])
    page.text(
      "And back: what was dropped has no gradient, so in this step nothing is learned from it here."
    )
    let mixed = grid("blocks.0.attention.W_o")
    page.gradientEntry(mixed.scalars[dead])
    page.gradientEntry(mixed.scalars[alive])
    page.everyEntry(of: kept)
    page.everyGradient(of: mixed)
    page.inRealSystems(
      """
      The first transformer (2017) and the first GPT (2018) dropped a tenth. That was for training sets that a model reads many times over. Large language models read most of their text only once, so there is little to learn by heart, and dropout is mostly left out: PaLM (Chowdhery et al., 2022) was trained without it and had it only in fine-tuning, and Llama's published code has none.
      Picture models drop something else: whole captions, so that they can be guided ([chapter 3](chapter3/one-number)).
      """)
    page.section("In the core")
    page.excerpt("Dropout.forward", says: "Dropout")
    page.check([
      "blocks.0.attention.dropped", "blocks.0.ffn.dropped", "blocks.1.attention.dropped",
      "blocks.1.ffn.dropped", "grad.blocks.0.attention.W_o",
    ])
    page.checkYourself([
      (
        "What is an entry of the mask on average?",
        "(1 − \(share.shown))·\((1 / (1 - share)).shown) + \(share.shown)·0 = 1."
      )
    ])
    page.keep("Dropout takes numbers away at random, and makes up for them on average.")
  }
}
