import Walkthrough

extension Chapter0Story {
  func backEmbeddings(_ page: Page) {
    let tokens = "token_embedding.embedding.weight"
    let places = "pos_encoding.pos_embedding.weight"
    page.inventory([
      .input("`∂L/∂x0`", "grad.embedding", from: "back-norm1"),
      .output("`∂L/∂tok`, `∂L/∂pos`", "grad.\(tokens)", "grad.\(places)"),
    ])
    page.section("The derivation")
    page.text(
      "`x0[i] = tok[token(i)] + pos[i]`: a sum once more. Each row of `x0` hands its gradient to the two rows it was made of. A token that stood at several places collects several; one that did not occur collects nothing."
    )
    page.formula(
      #"\frac{\partial L}{\partial\, \mathrm{tok}_{t,j}} = \sum_{i:\, \mathrm{token}(i) = t} \frac{\partial L}{\partial x0_{i,j}} \qquad \frac{\partial L}{\partial\, \mathrm{pos}_{i,j}} = \frac{\partial L}{\partial x0_{i,j}}"#
    )
    page.section("One entry, in full")
    page.gradientEntry(grid(tokens)[chapter.inputs[last], 3])
    page.section("All of it")
    page.heatMap(
      [gradient("embedding"), gradient(tokens), gradient(places)],
      alt: "The gradients of x0, of the token table and of the place table as heat maps")
    let used = Set(chapter.inputs)
    let unused = Chapter0.vocabulary.tokens.indices.filter { !used.contains($0) }.map {
      "`\(token($0))`"
    }
    page.text(
      "The rows of \(unused.joined(separator: ", ")) are 0: what did not occur is not learned about. (`[EOS]` is only ever a target; its row in `Wout` learns, its row in `tok` does not.)"
    )
    page.table(gradient(tokens))
    page.table(gradient(places))
    page.everyGradient(of: grid(tokens))
    page.everyGradient(of: grid(places))
    page.section("In the core")
    page.excerpt("Gpt.backward", says: "The whole way back")
    page.check(["grad.\(tokens)", "grad.\(places)"])
    page.checkYourself([
      (
        "In the sentence *I like I like* the token `I` stands at two places. What is the gradient of its row?",
        "The sum of the gradients of both rows of `x0`. Try it: `swift run chapter0 \"I like I like\" --output /tmp/a`."
      )
    ])
    page.keep("A word learns only where it is used.")
  }
}
