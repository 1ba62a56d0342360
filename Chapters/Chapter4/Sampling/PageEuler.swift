import ChapterKit
import Dataset
import Numerics
import Walkthrough

extension Chapter4Story {
  func euler(_ page: Page, _ n: Int) {
    let steps = chapter.steps
    let (x, next, guided) = (picture(before: n), grid("step\(n).x"), grid("step\(n).guided"))
    let t = grid("step\(n).t").values[0]
    page.inventory([
      n == 1
        ? .input("`x`, fresh noise: the draws named `sample`", x.name, origin: "two decimals")
        : .input("`x`, the picture after step \(n - 1)", x.name, from: "euler-\(n - 1)"),
      .input(
        "the prompt's words, and those of the empty prompt", "prompt.text.embedding",
        origin: "looked up as on \(page.link("words"))"),
      .input(
        "all \(model.parameterCount.grouped) parameters, trained, two decimals", from: "training"),
      .output("`x_next`, the picture at time \((t - value("sample.dt")).shown)", next.name),
    ])
    page.section("Two answers, one blend")
    page.text(
      "**\(chapter.prompt.text.isEmpty ? "(the empty prompt)" : chapter.prompt.text)**, asked at t = \(t.shown); beside it the empty prompt; blended with w = \(chapter.guidance.shown) ([chapter 3](chapter3/euler-1)); then a step of Δt = 1/\(steps)."
    )
    let direction = grid("step\(n).direction")
    let most =
      direction.values.indices.max {
        direction.values[$0].magnitude < direction.values[$1].magnitude
      } ?? 0
    let place = direction.index(at: most)
    page.text(
      "At the number where the prompt matters most: \(["red", "green", "blue"][place[0]]), row \(place[1]), column \(place[2]). (`v̂` has a row for each patch, and in it four pixels with three colours each.)"
    )
    page.lines([direction[place], guided[place], next[place]])
    page.heatMap(
      [direction, next], titles: ["direction", "x_next"],
      alt: "What the prompt adds, and the picture after the step")
    page.everyEntry(of: direction, guided, next)
    page.section("What is read")
    let (weights, ids) = (grid("step\(n).blocks.0.cross_attn.weights"), chapter.prompt.ids)
    let real = ids.filter { $0 != Vocabulary.padding }.count
    page.heatMap(
      (0..<2).map { head in
        (
          title: "head \(head)",
          values: (0..<4).flatMap { p in (0..<real).map { weights[0, head, p, $0].value } }
        )
      }, rows: Self.patchLabels, columns: labels(ids),
      alt: "Which patch reads which word in this step, both heads")
    let frames = (1...n + 1).map { k in
      FilmStrip.Frame(
        "t = \((1 - Double(k - 1) / Double(steps)).fixed(2))", columns: 4, channels: 3,
        picture(before: k).values)
    }
    page.text("So far:")
    page.picture(
      "path.svg", FilmStrip.svg([("", frames)], pixel: 20).utf8,
      alt: "The pictures from noise up to this step")
    if n == steps {
      let outside = next.values.count { $0.magnitude > 1 }
      page.text(
        "\(outside) of the \(next.count) numbers lie outside −1 to 1, where no sprite has any. \(model.parameterCount.grouped) parameters, \(next.count) numbers and \(steps) step\(steps == 1 ? "" : "s") show how it is done, not how well."
      )
      let many = results.manySteps
      page.text(
        "Is it for want of steps? From the same noise the same painter was walked in \(ManySteps.steps) steps (in the core): its end lies \(many.distance.shown) from this one, and its numbers correlate with the noise by \(many.resemblance.many.fixed(2)), where these do by \(many.resemblance.few.fixed(2)). \(many.resemblance.many > 0.5 ? "So more steps do not help: this painter leaves most of the noise where it is. Perhaps it is too small: its \(model.configuration.features) features have to carry patches of \(model.configuration.patch * model.configuration.patch * 3) numbers. (Wider ones were not tried here.)" : "So more steps would help.")"
      )
    }
    page.text("Every number of the two passes: \(page.link("numbers-\(n)")).")
    page.check(["step\(n).direction", "step\(n).guided", "step\(n).x"])
    page.checkYourself([
      (
        "How long is the direction (root of the sum of squares)?",
        "\(direction.values.reduce(0) { $0 + $1 * $1 }.squareRoot().shown)."
      )
    ])
    page.keep(
      n == steps
        ? "The same sums, with a larger painter and \(Painter.steps) steps, paint the sprite at 16×16: \(page.link("painted"))."
        : "Ask with words, ask without, lean, step.")
  }
}
