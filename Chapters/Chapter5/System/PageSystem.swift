import ByHand
import ChapterKit
import Core
import Dataset
import Formats
import Numerics
import Walkthrough

extension Chapter5Story {
  /// Pictures in rows of so many, as one picture.
  func sheet(
    _ pictures: [[Double]], perRow: Int, scale: Int = 3, edge: Int = LatentSystem.edge
  ) -> [UInt8] {
    PNG.sheet(
      pictures.map { Pixels($0, columns: edge, channels: 3) }, perRow: perRow, scale: scale)
  }

  func wholeSystem(_ page: Page) {
    let (ids, flow, vae) = (chapter.prompt.ids, Sizes.flow, Sizes.vae)
    let labels = Prompt.labels(ids)
    page.text(
      "Before we take the system apart, here it is at work: one prompt, all the way from the sentence to the picture. Each part links to the pages that work it out by hand."
    )
    page.section("1. A sentence")
    page.text(
      chapter.prompt.text.isEmpty
        ? "(Nothing is said; anything will do.)" : "> \(chapter.prompt.text)")
    page.section("2. Tokens")
    page.text(
      "Each word becomes a row number in a table of \(Vocabulary.captions.tokens.count). [BOS] and [EOS] stand at the ends, and [PAD] fills up the row to \(Vocabulary.captionLength) places. (How: [chapter 0](chapter0/embeddings), [chapter 4](chapter4/words).)"
    )
    var table = Table(["token"] + labels.map { "`\($0)`" }, left: [0])
    table.add(["number"] + ids.prefix(labels.count).map(String.init))
    page.text(table.markdown)
    page.section("3. Words as rows of numbers")
    let painted = results.painted
    let words = painted.words
    let width = words.shape[2]
    page.text(
      "Each token becomes \(width) numbers, which the flow has learned along with its painting. A row for its place is added, so that the same word differs from place to place. (Chapter 4 first [teaches words with two towers](chapter4/pairs), and asks [what else a flow could read](chapter4/tiny).) Then each word reads itself and those before it, so that a hat knows its colour ([chapter 4](chapter4/reader)). Before that, these are the first eight numbers of each row:"
    )
    page.heatMap(
      [
        (
          title: "",
          values: labels.indices.flatMap { p in
            (0..<8).map { Double(words.values[p * width + $0]) }
          }
        )
      ], rows: labels, columns: (0..<8).map(String.init),
      alt: "The first eight numbers of each word's row")
    page.section("4. Noise")
    let points = chapter.solver.evaluationsPerStep
    let asked = points == 1 ? "twice" : "\(2 * points) times: at each of \(points) points twice"
    let (way, noise) = (painted.way, painted.way[0])
    page.text(
      "\(noise.latents[0].count) normal draws, \(flow.imageChannels) channels of \(flow.size)×\(flow.size). This is the only randomness there is: the same noise and the same sentence give the same picture, to the last bit. ([Chapter 1](chapter1/noise) makes such draws by hand.)"
    )
    func frames(_ stop: Painted.Stop) -> [FilmStrip.Frame] {
      let all = stop.latents[0]
      let area = flow.size * flow.size
      return (0..<flow.imageChannels).map { c in
        FilmStrip.Frame(
          "channel \(c)", columns: flow.size,
          all[c * area..<(c + 1) * area].map { max(-1, min(1, $0 / 3)) })
      }
    }
    page.picture(
      "noise.svg", FilmStrip.svg([("", frames(noise))], pixel: 10).utf8,
      alt: "The noise: four channels of 8×8; black is −3, white 3")
    page.text("(Black is −3 and white 3 here, and in the next picture.)")
    page.section("5. Guided steps through latent space")
    page.text(
      """
      \(Painter.steps) steps (\(chapter.solver.rawValue)). In each, a transformer of \(painted.flowParameters.grouped) parameters sees the latents in \(flow.grid * flow.grid) patches and is asked \(asked), with the sentence and without it. The difference between the two answers is multiplied by \(chapter.guidance.shown)
      ([chapter 3](../chapter3/README.md)), as long as t is at least \(LatentSystem.guided.lowerBound.shown). Below that, the answer to the sentence is taken as it is (why: \(page.link("measured"))). \(page.sentence(page.link("euler"))) takes such steps by hand. Here are the latents at t = \(way.map(\.time.shown).joined(separator: ", ")):
      """)
    page.picture(
      "steps.svg",
      FilmStrip.svg(
        way.map { ("t = \($0.time.shown)", frames($0)) },
        pixel: 8
      ).utf8, alt: "Four channels of latents at five times, from noise to the end")
    page.text(
      "The same, painted by the decoder, for the first noises: first as a film, then at the same times, a row for each noise:"
    )
    let count = min(4, chapter.count)
    page.picture(
      named: "painting.png", painted.film.animation,
      alt: "The first paintings on their way from noise, \(Painter.steps) steps")
    page.picture(
      "way.png",
      sheet(
        (0..<count).flatMap { n in way.map { $0.pictures[n] } }, perRow: way.count),
      alt: "Paintings of the latents on the way, five times a row")
    page.section("6. The decoder paints")
    page.text(
      """
      The last latents are multiplied by the scale \(results.training.scale.shown), and the decoder makes \(vae.imageChannels)×\(LatentSystem.edge)×\(LatentSystem.edge) numbers of them (a smaller decoder, by hand: \(page.link("decoder"))).
      Here \(chapter.count == 1 ? "is the first noise" : "are the first \(chapter.count) noises") under seed \(chapter.common.seed), painted. \(chapter.count == 1 ? "It is the first, not the best:" : "They are the first, not the best:")
      """)
    page.picture(
      named: "painted.png", sheet(painted.pictures, perRow: min(8, chapter.count)),
      alt: "Paintings of “\(chapter.prompt.text)”: \(chapter.count)")
    page.verdicts(painted.verdicts, of: chapter.prompt)
    page.text("How often is it right? That is counted on \(page.link("measured")).")
    page.section("In the core")
    page.excerpt("LatentSystem", says: "From latents to pictures and back")
    page.checkYourself([
      (
        "How many times did the transformer run for these pictures?",
        "\(Painter.steps * chapter.solver.evaluationsPerStep) times, each time on \(2 * chapter.count) entries: every noise, once with the sentence and once without."
      )
    ])
    page.keep("Words, noise, steps, paint: that's all there is.")
  }
}
