import ChapterKit
import Numerics
import Walkthrough

extension Chapter2Story {
  func modelPage(_ page: Page) {
    page.section("Why")
    page.text(
      """
      The question is chapter 1's: here is a noisy picture `x_t` and the time `t`; which way do its pixels move? The
      worked example asks it about the same picture, with the same noise, at the same time
      ([data](chapter1/data), [line](chapter1/line)), so that you can compare the two machines
      number by number. What is new is who answers.

      A U-Net slides small kernels over the picture. A *diffusion transformer* (DiT) cuts it into patches, writes each
      patch as a row of \(featureCount) numbers, a *token*, and then does what a language model does with words: tokens look at
      each other (attention), and each is rewritten by itself (MLP). At the end each token is turned back into its
      patch of the answer. Two things must be added, because a bag of tokens knows neither *where* a patch was nor *what
      time* it is. They are the two new ideas of this chapter: positions in two dimensions, and norms that depend on the
      time.
      """)
    page.section("The worked question")
    page.heatMap(
      [grid("x0"), grid("x1"), grid("x_t"), grid("velocity")],
      titles: ["x0, the picture", "x1, noise", "x_t at t = \(value("t").shown)", "velocity"],
      alt:
        "The picture, the noise, the noisy picture that the model is shown, and the velocity to guess"
    )
    page.table(grid("x_t"))
    page.everyEntry(of: grid("one_minus_t"), grid("x_t"), grid("velocity"))
    page.section("Every tensor, and what the pages call it")
    page.text(
      "Pages use short names; the trace has PyTorch's. Gradients, averages and second passes put a word in front: `grad.tokens`, `second.tokens`."
    )
    var table = Table(["short", "in the trace", "shape", "numbers"], left: [0, 1, 2])
    for name in Self.shortNames {
      table.add([
        "`\(page.names.grid(name))`", "`\(name)`", Page.shape(grid(name)), "\(grid(name).count)",
      ])
    }
    page.text(table.markdown)
    page.section("Every parameter, and what the pages call it")
    var parameters = Table(["short", "in the trace", "shape", "numbers"], left: [0, 1])
    for p in model.parameters {
      parameters.add([
        "`\(page.names.grid(p.name))`", "`\(p.name)`", Page.shape(grid(p.name)), "\(p.value.count)",
      ])
    }
    page.text(parameters.markdown)
    page.text(
      """
      The largest model of the paper that introduced the DiT has the same parts, and a gate for each part of a block besides (\(page.link("zero-start"))): 28 blocks instead of 1, 1,152
      features instead of \(featureCount), 16 heads instead of \(model.configuration.heads), and 675 million parameters instead of
      \(model.parameterCount.grouped).
      """)
    page.checkYourself([
      (
        "How many of the parameters belong to the two adaptive norms?",
        "\(count("blocks.0.norm1", "blocks.0.norm2")) of \(model.parameterCount.grouped): each turns the \(featureCount) features of the time into \(featureCount) scales and \(featureCount) shifts, with a weight for each pair and a bias each."
      )
    ])
    page.keep(
      "A diffusion transformer is a transformer whose words are patches that know their place and the time."
    )
  }
}
