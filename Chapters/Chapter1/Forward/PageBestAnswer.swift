import ByHand
import ChapterKit
import Core
import Dataset
import Numerics
import Walkthrough

extension HandComputation {
  /// The worked `x_t` again, at other times.
  func atOtherTimes(_ x: Grid, _ family: Grid) {
    for (prefix, time) in WorkedExample.otherTimes {
      trace.pass(prefix) {
        let one = trace.sharedConstant("one", 1)
        let t = trace.constant("t", time)
        _ = trace.perfectField(x, t, rest: trace.scalar("one_minus_t") { one - t }, family)
      }
    }
  }

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
  /// The names without anything in front are those of t = 0.9.
  static let bestAnswerNames = Names(
    dropping: ["undecided.perfect.", "undecided."],
    [
      "undecided.perfect.velocity": "v_best", "perfect.minus_two": "−2",
      "undecided.perfect.t_squared": "t²", "family": "p", "velocity": "v",
    ])
  private static let oneNumberNames = Names(
    dropping: ["one_number.perfect.", "one_number."],
    [
      "one_number.perfect.velocity": "v_best", "perfect.minus_two": "−2", "one_number.family": "p",
      "one_number.perfect.t_squared": "t²",
    ])

  func bestAnswer(_ page: Page) {
    page.inventory([
      .input("`x_t`, the noisy picture", "x_t", from: "line"),
      .input("`p`, the twelve pictures", "family", from: "data"),
      .output("`weight`, how likely each picture is", "undecided.perfect.weight"),
      .output("`v_best`, the best velocity to guess", "undecided.perfect.velocity"),
    ])
    page.section("Why")
    page.text(
      """
      The model sees `x_t` and `t`, not the picture and the noise that made it. Many lines pass through one
      point: each of the twelve pictures, with a noise to match. So no guess can be right every time. Which
      guess is wrong by least? With squared errors it is the *mean* of all true answers, each weighted by how
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
    undecidedSection(page)
    decidedSection(page)
    floorSection(page)
    pathSection(page)
    timeSection(page)
    page.section("By hand and in the core")
    page.excerpt("ByHand.perfectField", says: "By hand")
    page.excerpt("PerfectField", says: "In the core")
    page.check(
      run.trace.computed(under: ["perfect.", "undecided.", "decided.", "one_number."]).map(\.name))
    let far = zip(grid("perfect.velocity").values, grid("velocity").values).reduce(0) {
      $0 + ($1.0 - $1.1) * ($1.0 - $1.1)
    }
    page.checkYourself([
      (
        "How large is the best answer's loss on the training step's own question, at t = \(value("t").shown)?",
        "The mean square of its difference to the true velocity: \((far / 16).shown). \(far / 16 < 1e-6 ? "Nothing but rounding: one picture has all the weight there. At larger times it is right only on average." : "It is right on average, not each time.")"
      ),
      (
        "At t = 1, which picture is the likeliest?",
        "None: $`x_t`$ is pure noise then, its distance to (1 − t)·p is the same for all, and the mean is the mean of all twelve pictures."
      ),
    ])
    page.keep("The best guess is an average over everything that could have led here.")
  }

  /// The worked `x_t` at a time at which several pictures might have led to it.
  private func undecidedSection(_ page: Page) {
    func part(_ name: String) -> Grid { grid("undecided.perfect.\(name)") }
    let (t, weight) = (value("undecided.t"), part("weight").values)
    let order = weight.indices.sorted { weight[$0] > weight[$1] }
    let best = order[0]
    page.section("An undecided case: t = \(t.shown)")
    page.text(
      """
      Take the 16 numbers of the worked `x_t`, and say that they were mixed at t = \(t.shown): one tenth picture, nine tenths noise. Which of the twelve pictures
      led here? The likeliest turns out to be number \(best), *\(TinyShapes.all[best].name)*, so let's work that one:
      """)
    page.lines(
      [
        grid("undecided.one_minus_t").scalars[0], part("t_squared").scalars[0],
        part("spread").scalars[0], part("gap").row(best)[0], part("distance")[best],
        part("score")[best], part("weight")[best],
      ])
    page.text("All twelve, and beside them the weights that the same numbers get at other times:")
    let others =
      WorkedExample.otherTimes.dropFirst().map { ($0.t, "\($0.prefix)perfect.weight") }
      + [(value("t"), "perfect.weight")]
    var table = Table(
      ["", "picture", "squared distance (`distance`)", "score", "weight at t = \(t.shown)"]
        + others.map { "at t = \($0.0.shown)" }, left: [1])
    for (k, picture) in TinyShapes.all.enumerated() {
      table.add(
        ["\(k)", picture.name]
          + ["distance", "score", "weight"].map { part($0).values[k].shown }
          + others.map { grid($0.1).values[k].shown })
    }
    page.text(table.markdown)
    page.text(
      """
      The largest weights at t = \(t.shown) are \(order.prefix(3).map { "\(weight[$0].fixed(3)) (\(TinyShapes.all[$0].name))" }.joined(separator: ", ")): \(weight[best] < 0.5 ? "nobody can tell which picture it was" : "one of them is more likely than all others together"). So the mean picture is a mixture, and so is the best guess:
      """)
    page.lines([example(part("mean")), example(part("ahead")), example(part("velocity"))])
    page.heatMap(
      [grid("x_t"), part("mean"), part("velocity")], worked: example(part("velocity")),
      sharesScale: true,
      alt: "x_t, the mean picture and the best velocity at t = \(t.shown) as heat maps")
    page.foldedTables(
      "All of gap, mean and v_best", [part("gap"), part("mean"), part("velocity")])
    page.everyEntry(
      of: part("gap"), part("distance"), part("score"), part("weight"), part("mean"),
      part("ahead"), part("velocity"))
  }

  /// The same at times at which hardly a doubt is left.
  private func decidedSection(_ page: Page) {
    let (t, own) = (value("decided.t"), value("t"))
    let (top, all) = (grid("decided.perfect.weight").values.max() ?? 0, grid("perfect.weight"))
    page.section("The same numbers, decided: t = \(t.shown)")
    page.text(
      """
      At t = \(t.shown) the same 16 numbers are half picture. Now the largest weight is \(top.shown)\(top > 0.99 ? ": hardly a doubt is left" : ""). At t = \(own.shown), where they were really mixed, it is \((all.values.max() ?? 0).shown).
      The mean pictures at the three times:
      """)
    page.heatMap(
      [grid("undecided.perfect.mean"), grid("decided.perfect.mean"), grid("perfect.mean")],
      titles: ["t = \(value("undecided.t").shown)", "t = \(t.shown)", "t = \(own.shown)"],
      sharesScale: true, alt: "The mean pictures at three times: a mixture, then one picture")
    for (prefix, time) in [("decided.", t), ("", own)] {
      let grids = [
        "t_squared", "spread", "gap", "distance", "score", "weight", "mean", "ahead", "velocity",
      ].map { grid("\(prefix)perfect.\($0)") }
      page.fold("Everything at t = \(time.shown)") {
        page.foldedTables(
          "As tables", [2, 5, 6, 8].map { grids[$0] })
        page.everyEntry(of: grids)
      }
    }
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
      grid("one_number.one_minus_t").scalars
        + [
          "t_squared", "spread", "gap", "distance", "score", "weight", "mean", "ahead", "velocity",
        ].flatMap { part($0).scalars },
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
    page.text("The table of \(page.link("training")) puts the trained model beside it.")
    humpSection(page)
  }

  /// Why the floor is highest before pure noise.
  private func humpSection(_ page: Page) {
    let (floor, doubt) = (BestLoss.byTwentieths.map(\.mean), BestLoss.doubtByTwentieths.map(\.mean))
    let peak = floor.indices.max { floor[$0] < floor[$1] } ?? 0
    func label(_ n: Int) -> String {
      "\((Double(n) / 20).fixed(2)) to \((Double(n + 1) / 20).fixed(2))"
    }
    let last = floor.count - 1
    page.subsection("Why is there a hump?")
    page.text(
      """
      One might expect the floor to be highest at pure noise, where least is known. It's highest for t from \(label(peak)), with \(floor[peak].fixed(2)), and \(peak < last ? "falls again towards" : "stays so up to") t = 1. The true velocity is
      $`(x_t - \\mathrm{picture})/t`$ and the best guess $`(x_t - \\mathrm{mean})/t`$, so the error is $`(\\mathrm{mean} - \\mathrm{picture})/t`$: the doubt about the picture, divided by t. Squared and averaged:
      """)
    page.formula(#"\mathrm{floor} = \frac{\mathrm{doubt}}{t^2}"#)
    page.text(
      "where `doubt` is the mean square difference between the picture and the mean picture. Both factors, measured with the same questions:"
    )
    page.picture(
      "hump.svg",
      Curve.svg(
        [("doubt", doubt), ("floor = doubt / t²", floor)].map { name, values in
          (name, values.enumerated().map { (x: (Double($0) + 0.5) / 20, y: $1) })
        }, xLabel: "t", yLabel: "mean square", namesAbove: true
      ).utf8,
      alt:
        "Two curves over t: the doubt rises to \(doubt[last].fixed(2)), the floor has a peak at t from \(label(peak))"
    )
    var table = Table(["t", "doubt", "1/t² in the middle", "floor"], left: [0])
    for n in floor.indices where floor[n] >= 0.001 {
      let t = (Double(n) + 0.5) / 20
      table.add([label(n), doubt[n].fixed(3), (1 / (t * t)).fixed(2), floor[n].fixed(3)])
    }
    page.folded("The same in numbers", table.markdown)
    page.text(
      """
      Walk from t = 1 downward. At t = 1 all pictures are equally likely, the doubt is the variance of the pictures, \(pictureVariance.shown), and so is the floor. Then the doubt shrinks slowly at first, and the division by t² outweighs that: the floor rises.
      Below the peak the doubt collapses faster than 1/t² grows, and the floor goes to 0 with it.
      """)
  }

  /// The mean over the pixels of each pixel's variance over the family.
  private var pictureVariance: Double {
    let (pictures, pixels) = (TinyShapes.all, TinyShapes.edge * TinyShapes.edge)
    let variances = (0..<pixels).map { i in
      let mean = pictures.reduce(0) { $0 + $1.pixels[i] } / Double(pictures.count)
      return pictures.reduce(0) { $0 + ($1.pixels[i] - mean) * ($1.pixels[i] - mean) }
        / Double(pictures.count)
    }
    return variances.reduce(0, +) / Double(pixels)
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
        }, xLabel: "1 − t (noise on the left, data on the right)", yLabel: "x"
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
      "The same picture `x_t`, asked about at five times. The best answer for the worked pixel changes, for two reasons: it divides by t, and what is clear evidence at a small t may be mere noise at a large one, so that other pictures get a weight and the mean moves."
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
