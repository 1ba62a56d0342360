import ChapterKit
import Numerics
import Walkthrough

extension Chapter5Story {
  var commands: [String] {
    [
      "swift run chapter5 \"a dog wearing a big red hat\"",
      "swift run chapter5 \"a tiny blue hat on a grey rabbit\" --count 16 --seed 7",
    ]
  }

  func tellRepeatedPasses(_ page: Page) {
    page.text(
      """
      What is only in the trace repeats a pass that is spelled out, with other numbers:

      - `nudged.…` repeats the VAE's pass (\(page.links(from: "encoder", to: "vae-loss"))) with one parameter raised a little, and `flow.nudged.…` the same for the flow's (\(page.link("latent-step"))). Their losses check a gradient on \(page.link("second-forward")) and \(page.link("latent-back")).
      - `step0.…` paints the noise that the walk of \(page.link("euler")) starts from.
      - \(OtherWalk.all.map { "`\($0.prefix)…`" }.joined(separator: " and ")) have that walk to other prompts. The results of each step are on \(page.link("numbers-\(chapter.steps)")).

      The rest are tables that were trained before, settings and constants.
      """)
  }

  /// The first painting of each prompt, large, with its prompt.
  private func gallery(_ page: Page) {
    page.text(
      "A dozen prompts, each from a noise of its own, not picked, at w = 3 (✓ if the *judge*, a program that names the nearest sprite, reads what was asked for):"
    )
    let cells = zip(Gallery.prompts, results.gallery.pictures).enumerated().map { n, cell in
      page.image(
        named: "gallery-\(n + 1).png", sheet([cell.1], perRow: 1, scale: 6), alt: cell.0)
    }
    let words = zip(Gallery.prompts, results.gallery.verdicts).map { text, verdict in
      let isRight = (try? Prompt([text]))?.isTrue(of: verdict.sprite) == true
      return "\(text) \(isRight ? "✓" : "(read as \(verdict.sprite.name))")"
    }
    let rows = zip(cells.parts(of: Gallery.perRow), words.parts(of: Gallery.perRow))
      .flatMap { [Array($0), Array($1)] }
    var table = Table(rows[0], left: Set(0..<Gallery.perRow))
    for row in rows.dropFirst() { table.add(row) }
    page.text(table.markdown)
  }

  func introduce(_ page: Page) {
    page.text(
      chapter.prompt.text.isEmpty
        ? "**The empty prompt: anything will do**" : "**\"\(chapter.prompt.text)\"**")
    page.text("![The system's pictures for this prompt](painted.png)")
    gallery(page)
    page.text(
      """
      How does a model turn a sentence into a picture? This chapter puts everything together: the prompts and the painter of [chapter 4](../chapter4/README.md), the flow of [chapter 1](../chapter1/README.md),
      the transformer of [chapter 2](../chapter2/README.md) and the guidance of [chapter 3](../chapter3/README.md). One part is new: a *variational autoencoder* (VAE). It squeezes pictures of 32×32 pixels into 8×8 latents,
      so the flow has only a twelfth of the numbers to move. \(page.sentence(page.link("system"))) shows the whole way, from the prompt to the picture.
      """)
    page.text(
      """
      **You will learn** how an encoder says "about 0.3, give or take"; how a gradient gets through a random draw; why the loss contains a divergence, and what its weight means; how a flow works on latents; and what
      all that saves. Two training steps are worked by hand, one of a VAE with \(model.parameterCount.grouped) parameters and one of a flow on its latents. Then \(chapter.steps == 1 ? "comes 1 guided step" : "come \(chapter.steps) guided steps") from noise, each of them painted.
      """)
    page.section("The VAE")
    page.code(
      """
      flowchart TD
        x["x · 3×4×4"] -->|kernels by two, norm, SiLU| e2["e2 · 2×2×2"]
        e2 -->|residual block| e3["e3 · 2×2×2"]
        e3 -->|kernels| both["both: mean and ln variance · 4×2×2"]
        both --> z["z = σ·noise + mean · 2×2×2"]
        noise["noise · 2×2×2"] --> z
        z -->|kernels, norm, SiLU, residual block| d3["d3 · 2×2×2"]
        d3 -->|repeated, kernels, norm, SiLU| d5["d5 · 2×4×4"]
        d5 -->|kernels| p["x̂ · 3×4×4"]
        p --> L["loss = error + β·KL"]
        x --> L
        both -->|KL| L
      """, "mermaid")
  }
}
