import ByHand
import ChapterKit
import Dataset
import Numerics
import Walkthrough

extension Chapter4Story {
  func euler(_ page: Page) {
    let steps = chapter.steps
    page.inventory([
      .input(
        "`x_0`, fresh noise: the draws named `sample`", "sample.noise", origin: "two decimals"),
      .input(
        "the prompt's words, and those of the empty prompt", "prompt.text.embedding",
        origin: "looked up as on \(page.link("words"))"),
      .input(
        "all \(model.parameterCount.grouped) parameters, trained, two decimals", from: "training"),
      .output("`x_\(steps)`, the picture at time 0", "step\(steps).x"),
    ])
    page.section("The words are read once")
    page.text(
      "**\(chapter.prompt.text.isEmpty ? "(the empty prompt)" : chapter.prompt.text)** and the empty prompt are read as on \(page.link("reader")). What is read doesn't depend on the picture or the time, so once is enough for all steps. (Every number is on \(page.link("numbers-1")).)"
    )
    page.section("\(steps) steps")
    page.text(
      "In each step, the painter answers twice: once for the prompt and once for the empty prompt. The two answers are blended with w = \(chapter.guidance.shown) ([chapter 3](chapter3/euler)), and x moves by Δt = 1/\(steps) against the blend. (`v̂` has a row for each pixel, with three colours in it. The index of x counts steps, not time: `x_0` is the noise.)"
    )
    for n in 1...steps { step(page, n) }
    arrival(page)
    page.check((1...steps).flatMap { n in ["direction", "guided", "x"].map { "step\(n).\($0)" } })
    let direction = grid("step1.direction")
    page.checkYourself([
      (
        "How long is the first step's direction (root of the sum of squares)?",
        "\(direction.values.reduce(0) { $0 + $1 * $1 }.squareRoot().shown)."
      )
    ])
    page.keep(
      "Ask with the words, ask without them, lean towards the difference, and take a step: at the end there's a picture."
    )
  }

  private func step(_ page: Page, _ n: Int) {
    let (x, next, guided) = (picture(before: n), grid("step\(n).x"), grid("step\(n).guided"))
    let (t, direction) = (grid("step\(n).t").values[0], grid("step\(n).direction"))
    page.subsection("Step \(n), at t = \(t.shown)")
    let largest =
      direction.values.indices.max {
        direction.values[$0].magnitude < direction.values[$1].magnitude
      } ?? 0
    let place = direction.index(at: largest)
    page.text(
      "The prompt matters most for \(["red", "green", "blue"][place[0]]) in row \(place[1]), column \(place[2]):"
    )
    page.lines([direction[place], guided[place], next[place]])
    page.text("The picture before the step, what the prompt adds, and the picture after the step:")
    page.heatMap(
      [x, direction, next], titles: ["x_\(n - 1)", "direction_\(n)", "x_\(n)"],
      alt: "The picture before step \(n), what the prompt adds, and the picture after the step")
    page.everyEntry(of: direction, guided, next)
    let (weights, ids) = (grid("step\(n).blocks.0.cross_attn.weights"), chapter.prompt.ids)
    let real = ids.filter { $0 != Vocabulary.padding }.count
    let patches = weights.shape[2]
    page.text("How much attention the pixels pay to each word (the mean over all pixels):")
    let (shares, words) = (
      (0..<2).map { head in
        (0..<real).map { word in
          (0..<patches).reduce(0.0) { $0 + weights[0, head, $1, word].value } / Double(patches)
        }
      }, labels(ids)
    )
    page.heatMap(
      [(title: "", values: shares.flatMap { $0 })], rows: ["head 0", "head 1"], columns: words,
      alt: "Which words are read in step \(n), both heads")
    // What is neither the mark at the start nor the one at the end.
    let most = shares.compactMap { shares in
      zip(words, shares).dropFirst().dropLast().max { $0.1 < $1.1 }
        .map { "\"\($0)\" (\(percent($1)))" }
    }
    page.text(
      "Head 0 gives \(percent(shares[0][0])) to [BOS], and head 1 gives \(percent(shares[1][0]))."
        + (most.isEmpty
          ? ""
          : " Of the prompt's own words, head 0 reads \(most[0]) most, and head 1 \(most[1])."))
    page.text("Every number of the two passes is on \(page.link("numbers-\(n)")).")
  }

  /// Where the walk ends, and where other noises and other prompts lead.
  private func arrival(_ page: Page) {
    let (steps, walks) = (chapter.steps, results.smallWalks)
    page.section("Where it ends")
    page.text("The whole walk, with the nearest of all sprites at its end:")
    let frames = (1...steps + 1).map { k in
      FilmStrip.Frame(
        "t = \((1 - Double(k - 1) / Double(steps)).fixed(2))", columns: 4, channels: 3,
        picture(before: k).values)
    }
    page.picture(
      "path.svg",
      FilmStrip.svg(
        [
          (
            "",
            frames + [
              .init("the nearest sprite", columns: 4, channels: 3, walks.here.member.pixels)
            ]
          )
        ], pixel: 20
      ).utf8, alt: "The pictures from noise to the end, and the nearest of all sprites")
    page.otherNoises(walks)
    page.text(
      "With \(Painter.edge)×\(Painter.edge) pixels there is more to see: \(page.link("painted"))."
    )
    page.oneNoise(walks, results.split) { prefix, n in
      grid(n == 0 ? "\(prefix)sample.noise" : "\(prefix)step\(n).x")
    }
    page.text(
      "What the prompt adds in each step of the other two walks, the blend, and x after it: \(page.link("numbers-\(steps)"))."
    )
  }
}
