import ByHand
import ChapterKit
import Core
import Dataset
import Numerics
import Walkthrough

extension HandComputation {
  /// The question with one pixel and two pictures, −1 and 1.
  func oneNumber() {
    trace.pass("one_number.") {
      let one = trace.sharedConstant("one", 1)
      let x = trace.given(.constant, "x_t", [1, 1, 1], [WorkedExample.oneNumber.x])
      let t = trace.constant("t", WorkedExample.oneNumber.t)
      let members = trace.given(.constant, "family", [2, 1, 1, 1], [-1, 1])
      _ = trace.perfectField(x, t, rest: trace.scalar("one_minus_t") { one - t }, members)
    }
  }
}

extension Chapter1Story {
  static let bestAnswerNames = Names(
    dropping: ["perfect."],
    [
      "perfect.velocity": "v_best", "perfect.minus_two": "−2", "perfect.t_squared": "t²",
      "family": "p", "velocity": "v",
    ])
  private static let oneNumberNames = Names(
    dropping: ["one_number.perfect.", "one_number."],
    [
      "one_number.perfect.velocity": "v_best", "perfect.minus_two": "−2", "one_number.family": "p",
      "one_number.perfect.t_squared": "t²",
    ])

  func bestAnswer(_ page: Page) {
    func part(_ name: String) -> Grid { grid("perfect.\(name)") }
    page.inventory([
      .input("`x_t`, the noisy picture", "x_t", from: "line"),
      .input("`t`, the time", "t", from: "line"),
      .input("`p`, the twelve pictures", "family", from: "data"),
      .output("`weight`, how likely each picture is", "perfect.weight"),
      .output("`v_best`, the best velocity to guess", "perfect.velocity"),
    ])
    page.section("Why")
    page.text(
      """
      The model sees `x_t` and `t`, not the picture and the noise that made it. Many lines pass through one
      point: each of the twelve pictures, with a noise to match. So no guess can be right every time. Which
      guess is wrong by least? With squared errors it is the *mean* of all true answers, each weighed by how
      likely it is. For twelve pictures we can compute it, without any model. It is what training aims at, and
      what a trained model can be measured against.
      """)
    oneNumberSection(page)
    page.section("The formula")
    page.formula(
      #"\mathrm{score}_k = -\frac{|x_t - (1-t)\,p_k|^2}{2t^2} \qquad \mathrm{weight}_k = \frac{e^{\mathrm{score}_k}}{\sum_m e^{\mathrm{score}_m}} \qquad \mathrm{mean} = \sum_k \mathrm{weight}_k\, p_k \qquad v_{\mathrm{best}} = \frac{x_t - \mathrm{mean}}{t}"#
    )
    page.text(
      """
      If the picture is $`p_k`$, then $`x_t - (1-t)\\,p_k = t\\,x_1`$ is noise of size $`t`$, and the bell curve
      gives it the likelihood $`e^{\\mathrm{score}_k}`$, up to a factor that all pictures share. The last formula:
      if the picture were `mean`, the noise would be $`(x_t - (1-t)\\,\\mathrm{mean})/t`$, and noise minus picture is
      $`(x_t - \\mathrm{mean})/t`$. Turning scores into weights that add up to 1 is a *softmax*; chapter 0's attention
      does the same with words.
      """)
    page.section("One picture's score in full")
    let gap = part("gap").row(0)
    page.lines([gap[0], part("distance")[0], part("score")[0], part("weight")[0]])
    page.section("All twelve")
    var table = Table(["picture", "distance²", "score", "weight"], left: [0])
    for (k, picture) in TinyShapes.all.enumerated() {
      table.add(
        [picture.name]
          + ["distance", "score", "weight"].map { part($0).values[k].shown })
    }
    page.text(table.markdown)
    page.foldedTables("All of gap", [part("gap")])
    page.everyEntry(of: part("gap"), part("distance"), part("score"), part("weight"))
    page.section("The mean picture and the best velocity")
    page.lines([example(part("mean")), example(part("ahead")), example(part("velocity"))])
    page.heatMap(
      [grid("x_t"), part("mean"), part("velocity"), grid("velocity")],
      worked: example(part("velocity")), sharesScale: true,
      alt: "x_t, the mean picture, the best velocity and the true one as heat maps")
    page.table(part("mean"))
    page.table(part("velocity"))
    page.everyEntry(of: part("mean"), part("ahead"), part("velocity"))
    floorSection(page)
    pathSection(page)
    timeSection(page)
    page.section("By hand and in the core")
    page.excerpt("ByHand.perfectField", says: "By hand")
    page.excerpt("PerfectField", says: "In the core")
    page.check(prefix: "perfect.")
    page.check(prefix: "one_number.")
    let far = zip(part("velocity").values, grid("velocity").values).reduce(0) {
      $0 + ($1.0 - $1.1) * ($1.0 - $1.1)
    }
    page.checkYourself([
      (
        "What does the best answer lose on this very example?",
        "The mean square of its difference to the true velocity: \((far / 16).shown). \(far / 16 < 1e-6 ? "Nothing but rounding: at t = \(value("t").shown) one picture has all the weight. At larger times it is right only on average." : "It is right on average, not each time.")"
      ),
      (
        "At t = 1, which picture is the likeliest?",
        "None: $`x_t`$ is pure noise then, all distances are equal, and the mean is the mean of all twelve pictures."
      ),
    ])
    page.keep("The best guess is an average over everything that could have led here.")
  }

  private func oneNumberSection(_ page: Page) {
    func part(_ name: String) -> Grid { grid("one_number.perfect.\(name)") }
    let (x, t) = (value("one_number.x_t"), value("one_number.t"))
    page.section("With one number first")
    page.text(
      """
      Let a picture be one pixel, and let there be two of them, −1 and 1. At t = \(t.shown) we stand at
      x = \(x.shown). Did we come from −1 or from 1? From 1 we would expect to be near (1 − t)·1 = \((1 - t).shown),
      from −1 near \((t - 1).shown). We are nearer to \((1 - t).shown):
      """)
    page.lines(
      part("gap").scalars + part("distance").scalars + part("score").scalars
        + part("weight").scalars + part("mean").scalars + part("velocity").scalars,
      names: Self.oneNumberNames)
    page.text(
      "So 1 has the weight \(part("weight").values[1].shown), the mean picture is \(part("mean").values[0].shown), and the best guess of the velocity is **\(part("velocity").values[0].shown)**."
    )
  }

  private func floorSection(_ page: Page) {
    page.section("The floor of the loss")
    page.text(
      """
      No model can have a smaller loss than this guess, whatever it has learned. How large is that? The core asks it
      \(BestLoss.count.grouped) fresh questions (a picture, a noise, a time each) and takes the mean square of its errors.
      (± is the standard error of a mean.)
      """)
    var table = Table(["t", "best possible loss", "±"], left: [0])
    for (fifth, result) in BestLoss.byFifths.enumerated() {
      table.add([Questions.label(fifth), result.mean.fixed(3), result.error.fixed(3)])
    }
    let all = BestLoss.all
    table.add(["**all**", "**\(all.mean.fixed(3))**", all.error.fixed(3)])
    page.text(table.markdown)
    page.text(
      "Near the data the answer is plain to see, and the floor is \(BestLoss.byFifths[0].mean.fixed(0)). \(nearNoise) The table of \(page.link("training")) puts the trained model beside it."
    )
  }

  /// What the floor does towards pure noise.
  private var nearNoise: String {
    let floor = BestLoss.byFifths
    let worst = (0..<5).max { floor[$0].mean < floor[$1].mean } ?? 4
    let (pictures, pixels) = (TinyShapes.all, TinyShapes.edge * TinyShapes.edge)
    let variance =
      (0..<pixels).reduce(0.0) { sum, i in
        let mean = pictures.reduce(0) { $0 + $1.pixels[i] } / Double(pictures.count)
        return sum
          + pictures.reduce(0) { $0 + ($1.pixels[i] - mean) * ($1.pixels[i] - mean) }
          / Double(pictures.count)
      } / Double(pixels)
    return
      "It is highest for t from \(Questions.label(worst)), where nobody can tell which picture it was, and \(worst < 4 ? "falls again towards pure noise" : "rises up to pure noise"): at t = 1 the best guess is the noise less the mean picture, which loses the variance of the pictures, \(variance.shown). (At a smaller t the same doubt about the picture is divided by t².)"
  }

  /// Where the best field leads from several starts, with one number.
  private func pathSection(_ page: Page) {
    page.section("Why following an average ends on one picture")
    let field = PerfectField(Tensor<Double>([2, 1, 1, 1], [-1, 1]))
    let starts = stride(from: -2.0, through: 2.0, by: 0.5).filter { $0 != 0 }
    let paths = starts.map { start in
      Solver.euler.trajectory(from: Tensor([1, 1, 1, 1], [start]), steps: 100) {
        field.velocity($0, $1)
      }.map { $0.values[0] }
    }
    page.text(
      "If the best guess points at an average, why does it not lead to one? Because we ask again after each step. With one number, from eight starts at t = 1 (left) to t = 0 (right):"
    )
    page.picture(
      "paths.svg",
      Curve.svg(
        paths.map { path in
          ("", path.enumerated().map { (x: Double($0) / 100, y: $1) })
        }, xLabel: "1 − t", yLabel: "x"
      ).utf8,
      alt: "Eight curves from different starts; each bends to end at −1 or at 1")
    let ends = paths.map { $0[$0.count - 1] }
    page.text(
      "At first all paths head for the middle; as t falls, the nearer picture's weight grows, and each path bends towards it. They end at \(ends.map { $0.fixed(2) }.joined(separator: ", "))."
    )
  }

  private func timeSection(_ page: Page) {
    page.section("Why the model must know the time")
    let field = PerfectField(WorkedExample.family)
    let x = Tensor([1, 1, 4, 4], grid("x_t").values)
    let place = exampleIndex(grid("x_t"))
    page.text(
      "The same picture `x_t`, asked about at five times. The best answer for the worked pixel changes, for two reasons: it divides by t, and at a large t what would be a clear sign at a small one may be noise, so that other pictures get a weight and the mean moves."
    )
    var table = Table([
      "t", "`v_best[\(place.map(String.init).joined(separator: ","))]`", "length of v_best",
    ])
    for t in [0.1, 0.3, 0.5, 0.7, 0.9] {
      let v = field.velocity(x, t)
      table.add([
        t.fixed(1), v[0, place[0], place[1], place[2]].shown,
        v.values.reduce(0) { $0 + $1 * $1 }.squareRoot().shown,
      ])
    }
    page.text(table.markdown)
  }
}
