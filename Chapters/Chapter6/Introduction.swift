import ChapterKit
import Numerics
import Walkthrough

extension Chapter6Story {
  var commands: [String] {
    [
      "swift run chapter6 \"The cat had a tiny hat\" --temperature 0.5",
      "swift run chapter6 --interactive",
    ]
  }

  func introduce(_ page: Page) {
    page.code(told(results.written.asked))
    page.text(
      """
      That is what a transformer of \(results.written.parameters.grouped) parameters writes after a prompt (▸ is where it takes over)\(results.written.asked.ends ? "; it ended the story by itself" : ""). \(keepsColour ? "How does it know, at the end, what colour the hat has? It looks back." : "To know, at the end, what colour the hat has, it has to look back. It does so too rarely: the last sentence keeps the colour in \((100 * results.telling.teller["colour"]).fixed(1)) % of its stories.") Here is \(isOpening ? "the story" : "a story of the grammar") up to there, coloured by one head's attention (\(page.link("colour"))):
      """)
    page.picture(
      "look.svg", attentionMap.utf8,
      alt: "The story, each word on a colour as strong as the attention that it gets")
    page.text(
      """
      [Chapter 0](../chapter0/README.md) worked one training step of a transformer by hand; this chapter has
      everything else that a language model needs: a tokenizer, positions, a training that knows when to stop, ways to choose a token, a cache, and ways to look inside.
      """)
    page.text(
      """
      **You will learn** how text becomes tokens, how a model knows places, why a batch may come in parts, what clipping, warm-up, weight decay and dropout do, how to read loss curves, how the next token is chosen, what a KV cache
      saves, and how one finds out what an attention head does. Each idea is worked by hand on a tiny case; a tiny GPT of \(model.parameterCount.grouped) parameters does a whole training step by hand.
      """)
    page.section("The tiny model")
    page.code(
      """
      flowchart TD
        tokens["tokens · 2×7"] -->|"E · 10×8"| x["2×7×8"]
        x -->|norm1| n1["2×7×8"]
        n1 -->|"W_q, W_k, turned by place"| qk["q′, k′ · 2×7×8"]
        n1 -->|W_v| v["v · 2×7×8"]
        qk -->|"scores, mask, softmax"| w["weights · 2×2×7×7"]
        w --> h["heads · 2×7×8"]
        v --> h
        h -->|"W_o, dropout"| a1(("+"))
        x --> a1
        a1 -->|"norm2, linear1, GELU, linear2, dropout"| a2(("+"))
        a1 --> a2
        a2 -->|"the same again, ln_f"| y["2×7×8"]
        y -->|"E, once more"| logits["logits · 2×7×10"]
        logits -->|"softmax, cross-entropy at 11 real places"| L["loss"]
      """, "mermaid")
  }

  func names(of grid: String) -> Names { Self.names() }

  /// The prompt, and what was written after it, in lines that fit a page.
  func told(_ story: WrittenStory) -> String {
    Self.wrapped((story.beginning + "▸" + story.text).withoutControls)
  }

  /// A text in lines that fit a page.
  static func wrapped(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      var (lines, last) = ([String](), "")
      for (n, word) in line.split(separator: " ", omittingEmptySubsequences: false).enumerated() {
        if !last.isEmpty && last.count + word.count > 88 {
          lines.append(last)
          last = String(word)
        } else {
          last += (n == 0 ? "" : " ") + word
        }
      }
      return (lines + [last]).joined(separator: "\n")
    }.joined(separator: "\n")
  }
}
