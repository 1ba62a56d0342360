import ByHand
import ChapterKit
import Core
import Numerics
import Walkthrough

extension Chapter6Story {
  private var ids: [Int] { grid("write.tokens").values.map { Int($0) } }
  private func said(_ ids: some Sequence<Int>) -> String {
    ids.map { Tiny.tokens[$0] }.joined(separator: " ")
  }

  func cache(_ page: Page) {
    let (start, width) = (Written.prompt.count, Sizes.byHand.vocabulary)
    page.section("Why")
    page.text(
      """
      A model writes one token, reads everything again with it, and writes the next. But it is causal: what stands at a place depends on that place and earlier ones alone. So a new token changes nothing about the old places, and all of their numbers are computed
      again only to come out as before. Of the old places a new one needs only two things: their *keys*, to compare its query with, and their *values*, to average. Keep these (the *KV cache*), and only one row goes through the model for each new token.
      """)
    page.section("Three tokens without a cache")
    page.text(
      "The tiny model, trained on \(Tiny.all.count) sentences (\(Self.listed(Tiny.all.map { "\"\($0)\"" }))) and rounded to two decimals, goes on after \"\(said(ids.prefix(start)))\", always with the likeliest token. Logits at the last place of each pass:"
    )
    var table = Table(["it reads"] + Tiny.tokens + ["so it writes"], left: [0, width + 1])
    for n in 0..<Written.count {
      let logits = grid("write.full\(n).output_proj").row([0, start + n - 1]).map(\.value)
      table.add(
        [said(ids.prefix(start + n))] + logits.map { $0.fixed(2) } + [Tiny.tokens[ids[start + n]]])
    }
    page.text(table.markdown)
    page.text(recomputed)
    page.section("The second token with the cache")
    page.text(
      "Only \"\(Tiny.tokens[ids[start]])\" goes in, at place \(start). Its query meets \(start) kept keys and its own. Block 0, head 0:"
    )
    let scores = grid("write.next1.blocks.0.attention.scores")
    page.entry(scores[0, 0, 0, 0])
    page.text(
      "The key there is the one that the first pass has left. All scores, weights and averages:")
    for name in ["attention.scores", "attention.weights", "attention.heads"] {
      page.table(grid("write.next1.blocks.0.\(name)"))
    }
    let (kept, new) = (
      grid("write.full0.blocks.0.attention.k_turned"),
      grid("write.next1.blocks.0.attention.k_turned")
    )
    page.subsection("What is kept of block 0")
    for grid in [
      kept, grid("write.full0.blocks.0.attention.W_v"), new,
      grid("write.next1.blocks.0.attention.W_v"),
    ] {
      page.table(grid)
    }
    page.fold("Every number of the pass through one row") {
      page.pass("write.next1.", layers(of: "write.next1."))
    }
    page.section("The same logits")
    let differences = (1..<Written.count).map { grid("write.difference\($0)") }
    let all = differences.flatMap(\.values)
    page.text(
      "With the cache minus without it, for the second and the third token: \(all.count { $0 == 0 }) of \(all.count) differences are exactly 0."
    )
    for grid in differences { page.table(grid) }
    page.everyEntry(of: differences)
    page.text(
      "Not nearly, but to the last bit, because each sum adds the same terms in the same order. (With another order, as on graphics cards, last bits may differ.)"
    )
    page.section("A token at a wrong place")
    misplaced(page)
    page.section("In the core")
    page.excerpt("LanguageModel.next", says: "A pass through new places")
    page.excerpt("Chapter6.next", says: "By hand")
    page.check(computed(["write."]).map(\.name))
    page.inRealSystems(
      "Every program that serves language models keeps keys and values. Several queries may share one key and one value (*grouped-query attention*), which makes the cache smaller; pages of a cache are handed out like a computer's memory; and texts that begin alike can share theirs."
    )
    page.checkYourself([
      (
        "Why are queries not kept?",
        "A query is used at its own place only, when its row goes through. Later places have queries of their own."
      ),
      (
        "Would a cache work for chapter 4's text tower if every word could see all others?",
        "No. A new word would change what stands at the old places, and with it their keys and values."
      ),
    ])
    page.keep("The past does not change: keep its keys and values.")
  }

  /// The layers of a pass under a prefix, each with its grids.
  private func layers(of pass: String) -> [Page.Layer] {
    let names = run.trace.grids.map(\.name).filter { $0.hasPrefix(pass) }
      .map { String($0.dropFirst(pass.count)) }
    return ((0..<Sizes.byHand.layers).map { "blocks.\($0)" } + ["ln_f", "output_proj"]).map {
      layer in
      ("`\(layer)`", names.filter { $0 == layer || $0.hasPrefix("\(layer).") })
    }
  }

  /// How many numbers of a pass stand in the pass before it, to the last bit.
  private var recomputed: String {
    var parts: [String] = []
    for n in 1..<Written.count {
      let (old, new) = ("write.full\(n - 1).", "write.full\(n).")
      var (count, equal) = (0, 0)
      for before in computed([old]) {
        let after = grid(new + before.name.dropFirst(old.count))
        for (offset, scalar) in before.scalars.enumerated() {
          count += 1
          if after[before.index(at: offset)].value == scalar.value { equal += 1 }
        }
      }
      let all = computed([new]).reduce(0) { $0 + $1.count }
      let cached = computed(["write.next\(n)."]).reduce(0) { $0 + $1.count }
      parts.append(
        "Pass \(n + 1) computes \(all.grouped) numbers. \(equal.grouped) of them (\(equal == count ? "all" : "\(equal.grouped) of the \(count.grouped)") that pass \(n) had computed) come out as they were, to the last bit. With the cache, \(cached.grouped) numbers are computed."
      )
    }
    return parts.joined(separator: "\n\n")
  }

  private func misplaced(_ page: Page) {
    let start = Written.prompt.count
    let (right, wrong) = ("write.next1.", "write.misplaced.")
    page.text(
      """
      A cache makes one mistake easy. The new token goes in alone, as the first row of its pass; who forgets to say that it stands at place \(start) has it stand at place 0. Its query and its key are then turned by the angles of place 0, that is not at all, and every distance is wrong:
      to the kept places \(Self.listed((0..<start).map(String.init))) it should be \(Self.listed((0..<start).map { "\(start - $0)" })), and is \(Self.listed((0..<start).map { $0 == 0 ? "0" : "−\($0)" })). One number of the key, first as it should be and then as it is:
      """)
    page.lines(
      [
        grid("\(right)blocks.0.attention.k_turned")[0, 0, 0],
        grid("\(wrong)blocks.0.attention.k_turned")[0, 0, 0],
      ])
    page.text(
      "The weights of block 0, head after head, with the right place and with the false one:")
    var table = Table(
      ["head", "place"] + ids.prefix(start + 1).map { Tiny.tokens[$0] }, left: [0, 1])
    for h in 0..<Sizes.byHand.heads {
      for (name, pass) in [("\(start)", right), ("0", wrong)] {
        let weights = grid("\(pass)blocks.0.attention.weights").row([0, h, 0]).map(\.value)
        table.add(["\(h)", name] + weights.map(\.shown))
      }
    }
    page.text(table.markdown)
    let logits = [right, wrong].map { grid("\($0)output_proj").values }
    var results = Table(["place"] + Tiny.tokens, left: [0])
    results.add(["\(start)"] + logits[0].map { $0.fixed(4) })
    results.add(["0"] + logits[1].map { $0.fixed(4) })
    page.text("And the logits:")
    page.text(results.markdown)
    let likeliest = logits.map { row in Tiny.tokens[row.indices.max { row[$0] < row[$1] } ?? 0] }
    let gap = zip(logits[0], logits[1]).map { ($0 - $1).magnitude }.max() ?? 0
    page.text(
      "They differ by up to \(gap.shown). The likeliest token \(likeliest[0] == likeliest[1] ? "is \"\(likeliest[0])\" in both; nothing fails, no error is reported, and who looks at the text alone does not see the mistake" : "should be \"\(likeliest[0])\" and is \"\(likeliest[1])\"; yet nothing fails, and no error is reported")."
    )
  }
}
