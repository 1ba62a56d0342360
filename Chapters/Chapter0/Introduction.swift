import Numerics
import Walkthrough

extension Chapter0Story {
  var commands: [String] { ["swift run chapter0 \"transformers like I\""] }

  func introduce(_ page: Page) {
    page.text(
      """
      **\(chapter.sentence)** goes through a tiny GPT of \(model.parameterCount.grouped) parameters: tokens,
      embeddings, attention, feed-forward, loss, every gradient, AdamW, and the loss after the step. Then it is
      trained further, and writes, token by token, by hand.
      """)
    page.text(
      """
      **You will learn** what a language model computes, how attention works, how the chain rule finds every
      gradient, and what a training step changes. You need sums and products, powers and logarithms, and what the slope of a curve is; the rules that are used are listed below.
      """)
    page.folded(
      "The maths it takes, in a table",
      """
      The *slope* (derivative) of f at x says how much f changes per unit of x. With u and v for things that depend on x:

      | rule | |
      |------|---|
      | constants and sums | (a·u + v)′ = a·u′ + v′ |
      | product | (u·v)′ = u′·v + u·v′ |
      | quotient | (u/v)′ = (u′·v − u·v′)/v² |
      | chain | f(u)′ = f′(u)·u′ |
      | powers | (x²)′ = 2x, (√x)′ = 1/(2√x) |
      | exponential and logarithm | (eˣ)′ = eˣ, (ln x)′ = 1/x; eᵃ·eᵇ = eᵃ⁺ᵇ, ln(a·b) = ln a + ln b |
      | area under the bell curve | Φ(x) = ½(1 + erf(x/√2)), Φ′(x) = e^(−x²/2)/√(2π) |
      """)
    let short = [
      "model", "embeddings", "attention", "loss", "way-back", "back-loss", "adamw",
      "second-forward",
    ].map { page.link($0) }.joined(separator: ", ")
    page.text("**With an hour**, read \(short): one way through, there and back.")
    page.section("The model")
    page.code(diagram, "mermaid")
    page.text(
      "Boxes are numbers with their shapes; arrows are layers with their counts of parameters.")
  }

  func names(of grid: String) -> Names { Self.names() }

  var diagram: String {
    func shape(_ name: String) -> String { Page.shape(grid(name)) }
    let block = "blocks.0."
    let qkv = ["q", "k", "v"].map { "\(block)attention.W_\($0)" }
    return """
      flowchart TD
        tokens["tokens · \(shape("tokens"))"] -->|"embeddings · \(count("token_embedding", "pos_encoding"))"| x0["x0 · \(shape("embedding"))"]
        x0 -->|"norm1 · \(count("\(block)norm1"))"| n1["\(shape("\(block)norm1"))"]
        n1 -->|"W_q, W_k, W_v · \(count(qkv[0], qkv[1], qkv[2]))"| qkv["q, k, v · 3 × \(shape(qkv[0]))"]
        qkv -->|"scores, mask, softmax"| w["weights · \(shape("\(block)attention.weights"))"]
        qkv --> h["heads · \(shape("\(block)attention.heads"))"]
        w --> h
        h -->|"W_o · \(count("\(block)attention.W_o"))"| add1(("+"))
        x0 -->|residual| add1
        add1 --> x1["x1 · \(shape("\(block)residual1"))"]
        x1 -->|"norm2 · \(count("\(block)norm2"))"| n2["\(shape("\(block)norm2"))"]
        n2 -->|"linear1 · \(count("\(block)ffn.linear1")), GELU"| hid["\(shape("\(block)ffn.gelu"))"]
        hid -->|"linear2 · \(count("\(block)ffn.linear2"))"| add2(("+"))
        x1 -->|residual| add2
        add2 --> x2["x2 · \(shape("\(block)residual2"))"]
        x2 -->|"ln_f · \(count("ln_f")), output_proj · \(count("output_proj"))"| logits["logits · \(shape("output_proj"))"]
        logits -->|"softmax, cross-entropy"| loss["loss · one number"]
      """
  }
}
