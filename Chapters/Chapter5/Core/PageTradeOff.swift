import ChapterKit
import Core
import Dataset
import Numerics
import Walkthrough

extension Chapter5Story {
  func tradeOff(_ page: Page) {
    let (rows, starts) = (Comparisons.betas, vaes("error", Comparisons.betas[0]).count)
    page.section("The question")
    page.text(
      """
      What does a larger β do? We trained the same VAE with \(rows.count) values of β, from \(starts) starts each, for \(VAERow.steps.grouped) steps on the same sprites. (That's a tenth of the kept VAE's training.) With β = 0, nothing is drawn either: that's a plain autoencoder. On sprites that were never shown, we measured:

      - the *error* of what is painted from the means;
      - how much of it the judge *reads* right;
      - the *KL* of a picture (not without a draw: there, nothing in the loss is about variances);
      - the *holes*: how far paintings of standard normal latents are from the nearest sprite. A small distance alone says little: if all paintings are one mean picture, it's small, too.
      """)
    page.section("What was found")
    var table = Table(["β", "error", "read right", "KL", "holes"], left: [0])
    for row in rows {
      let (isDrawn, kl) = (row.beta > 0, results.vaes.measured("KL", of: row))
      table.add([
        isDrawn
          ? row.beta == Training.beta ? "**\(row.beta.shown)**" : row.beta.shown : "0, no draw",
        results.vaes.measured("error", of: row).spread(decimals: 4),
        results.vaes.measured("read", of: row).percent,
        isDrawn ? kl.spread(decimals: kl.mean < 10 ? 2 : 0) : "",
        results.vaes.measured("holes", of: row).spread(decimals: 2),
      ])
    }
    page.text(table.markdown)
    page.text("± is the spread between starts. The error and the holes, from every start:")
    page.dots("error.svg", rows.map { (name($0), vaes("error", $0)) }, "error")
    page.dots("holes.svg", rows.map { (name($0), vaes("holes", $0)) }, "holes")
    page.text(
      """
      By [chapter 1's rule](chapter1/recipes), each β compared with the kept VAE's, \(Training.beta.shown):

      \(verdicts)
      """)
    page.text(
      "(Even a small β counts, because it weighs a sum over \(Sizes.flow.size * Sizes.flow.size * Sizes.vae.latentChannels) latents against a mean over \((3 * LatentSystem.edge * LatentSystem.edge).grouped) numbers: \(page.link("vae-loss")).)"
    )
    page.checkYourself([
      (
        "What happens at a very large β?",
        "Every term of the KL goes to 0. Then all pictures have the same latents, standard normal ones, and the decoder can only paint the mean of all pictures."
      )
    ])
    page.keep("A large β costs the picture. What a small one buys has to be measured.")
  }

  private func vaes(_ measure: String, _ row: VAERow) -> [Double] {
    results.vaes.values(measure, of: row)
  }

  private func name(_ row: VAERow) -> String { row.beta > 0 ? "β = \(row.beta.shown)" : "no draw" }

  /// Each β against the kept one's: the error and the holes, of both of which less is better.
  private var verdicts: String {
    let kept = VAERow(beta: Training.beta)
    return Comparisons.betas.filter { $0 != kept }.map { row in
      let words = ["error", "holes"].map {
        "\($0) \(results.vaes.separation($0, row, kept).word(largerIsBetter: false))"
      }
      let isMean = results.vaes.measured("read", of: row).mean < 0.1
      return
        "- \(name(row)): \(words.joined(separator: ", "))\(isMean ? " (nearly every painting is one mean picture: hardly any is read right)" : "")."
    }.joined(separator: "\n")
  }
}
