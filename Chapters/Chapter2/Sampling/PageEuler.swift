import ByHand
import ChapterKit
import Numerics
import Walkthrough

extension Chapter2Story {
  func euler(_ page: Page, _ n: Int) {
    let steps = chapter.steps
    let (x, next) = (picture(before: n), grid("step\(n).x"))
    let v = predictedPicture("step\(n).")
    let t = value("step\(n).t")
    page.inventory([
      n == 1
        ? .input("`x`, fresh noise: the draws named `sample`", x.name, origin: "two decimals")
        : .input("`x`, the picture after step \(n - 1)", x.name, from: "euler-\(n - 1)"),
      .input("`t` = \(t.shown), the time", "step\(n).t", origin: "1 − \(n - 1)·Δt"),
      .input(
        "all \(model.parameterCount.grouped) parameters, trained, two decimals", from: "training"),
      .output("`x_next`, the picture at time \((t - value("sample.dt")).shown)", next.name),
    ])
    if n == 1 {
      page.section("Why")
      page.text(
        "As in [chapter 1](chapter1/euler-1): from 16 fresh normal numbers, the same ones, follow the predicted velocity from t = 1 to t = 0 in \(steps) straight steps. Only the model is another."
      )
    }
    page.section("The step")
    page.formula(
      #"x_{\mathrm{next}} = x - \Delta t \cdot \hat v \qquad \hat v = \mathrm{DiT}(x,\,t)"#)
    page.lines([next[0, 2, 1]])
    page.heatMap(
      [x, v, next], titles: ["x", "v̂", "x_next"], worked: next[0, 2, 1],
      alt: "The picture before the step, the predicted velocity, and the picture after the step")
    page.table(next)
    page.everyEntry(of: next)
    let frames = (1...n + 1).map { k -> FilmStrip.Frame in
      let time = 1 - Double(k - 1) / Double(steps)
      return .init("t = \(time.fixed(2))", columns: 4, picture(before: k).values)
    }
    page.text("So far:")
    page.picture(
      "path.svg", FilmStrip.svg([("", frames)], pixel: 22).utf8,
      alt: "The pictures from noise up to this step")
    page.section("Who looks at whom")
    page.heatMap(
      [grid("step\(n).blocks.0.attn.weights")], sharesScale: true, rows: Self.patchLabels,
      columns: Self.patchLabels, alt: "The attention weights of both heads in this step")
    page.text(looks(n))
    if n == steps { arrival(page) }
    page.text("Every number of the transformer in this step: \(page.link("numbers-euler-\(n)")).")
    page.section("In the core")
    page.check(prefix: "step\(n).")
    let way = zip(x.values, next.values).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      .squareRoot()
    page.checkYourself([
      (
        "How far does this step move the picture (root of the sum of squares)?",
        "\(way.shown), which is Δt = \(value("sample.dt").shown) times the length of v̂."
      )
    ])
    page.keep(
      n == steps
        ? "Another machine, the same way: ask, step, ask again."
        : "One step costs one pass through the transformer.")
  }

  /// A page of the appendix: every number of the transformer in a step.
  func eulerNumbers(_ page: Page, _ n: Int) {
    page.wholePass(
      "step\(n).", passLayers, of: "euler-\(n)", explained: ("patches", "prediction"))
  }

  /// The strongest look of a step.
  private func looks(_ n: Int) -> String {
    let weights = grid("step\(n).blocks.0.attn.weights")
    let most = weights.values.indices.max { weights.values[$0] < weights.values[$1] } ?? 0
    let index = weights.index(at: most)
    return
      "Strongest: head \(index[0]), where the \(Self.patchLabels[index[1]]) patch gives \((100 * weights.values[most]).fixed(0)) % of its attention to \(index[1] == index[2] ? "itself" : "the \(Self.patchLabels[index[2]]) one")."
  }

  /// What the picture made by hand looks like.
  private func arrival(_ page: Page) {
    let verdict = results.arrived
    page.section("Arrived")
    page.text(
      verdict.isMember
        ? "The picture is **\(verdict.member.name)**: every pixel is on the right side of 0. The root mean square difference to the drawn one is \(verdict.distance.shown)."
        : "The nearest picture of the family is **\(verdict.member.name)**, but not every pixel is on its side of 0 (root mean square difference \(verdict.distance.shown)). With 4 steps \(measured.coarse.members) of the samples get there, with 32 steps \(measured.fine.members) (unrounded weights): \(page.link("comparison"))."
    )
  }
}
