import ChapterKit
import Dataset
import Formats
import Numerics
import Walkthrough

extension Chapter4Story {
  func paintedPage(_ page: Page) {
    let (painted, count) = (results.painted, chapter.count)
    page.section("**\(chapter.prompt.text.isEmpty ? "(the empty prompt)" : chapter.prompt.text)**")
    page.text(
      "Painted in \(Painter.steps) steps (\(chapter.solver.rawValue)) with w = \(chapter.guidance.shown), from the first \(count) noises under seed \(chapter.common.seed). They are the first, not the best:"
    )
    page.picture(
      named: "painted.png",
      PNG.sheet(
        painted.pictures.map { Pixels($0, columns: Painter.edge, channels: 3) },
        perRow: min(8, count), scale: 5),
      alt: "Paintings of “\(chapter.prompt.text)”: \(count)")
    page.section("On the way")
    let ks = Array(stride(from: 0, through: Painter.steps, by: 4))
    let times = ks.map { (1 - Double($0) / Double(Painter.steps)).fixed(1) }
    page.text(
      "The first \(min(2, count) == 1 ? "" : "two ")of them on the way from noise, a row for each painting, at t = \(times.joined(separator: ", ")):"
    )
    sheet(
      page, "way.png", (0..<min(2, count)).flatMap { n in ks.map { painted.way[$0][n] } },
      perRow: ks.count,
      alt: "From noise to the end, \(ks.count) pictures a row")
    page.section("What the judge reads")
    page.text(
      "We don't trust our eyes here, but a *judge*: a program that compares a painting with all \(Sprite.all.count) sprites, at nine places each, and names the nearest. The distance is the root of the mean squared difference over all numbers of the picture. A painting is *as asked* if everything that the prompt says is true of that sprite. (\(page.sentence(page.link("measured"))) counts many more paintings.)"
    )
    page.verdicts(painted.verdicts, of: chapter.prompt)
    page.checkYourself([
      (
        "How many passes through the painter did these pictures take?",
        "\(Painter.steps * chapter.solver.evaluationsPerStep), each with a batch of \(2 * count): every noise, once with the prompt and once without."
      )
    ])
    page.keep("A sentence in, a picture out.")
  }

  /// Paintings in rows of so many, as one picture.
  func sheet(_ page: Page, _ name: String, _ pictures: [[Double]], perRow: Int, alt: String) {
    page.picture(
      name,
      PNG.sheet(
        pictures.map { Pixels($0, columns: Painter.edge, channels: 3) }, perRow: perRow, scale: 5),
      alt: alt)
  }
}
