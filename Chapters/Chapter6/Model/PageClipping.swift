import ByHand
import ChapterKit
import Core
import Numerics
import Walkthrough

/// Five gradients of length 2.5.
private let five = [2.0, -1, 1, -0.5, 0]

extension HandComputation {
  // excerpt Chapter6.five
  func clipFive() {
    trace.pass("five.") {
      let g = trace.given(.data, "g", [five.count], five)
      trace.clip([("g", g)], limit: 1)
    }
  }
  // end excerpt
}

/// Five parameters without a purpose.
private struct Five: Module {
  var parameter = Parameter<Double>("g", [five.count], .bias)

  mutating func forEachParameter(_ body: (inout Parameter<Double>) throws -> Void) rethrows {
    try body(&parameter)
  }
}

extension CoreComputation {
  func clipFive() {
    var model = Five()
    model.parameter.gradient = Tensor([five.count], five)
    recorder.pass("five.") {
      recorder.record("g", model.parameter.gradient)
      model.clipGradients(toNorm: 1, recorder)
    }
  }
}

extension Chapter6Story {
  func clippingPage(_ page: Page) {
    page.section("Why shorten a gradient?")
    page.text(
      """
      Now and then a batch has an odd text, and its gradient may be many times as long as usual. One such step can undo the work of many. So all gradients *together* are seen as one long arrow; if it is longer than a limit, the whole arrow is shortened to the limit. Its direction stays.
      """)
    page.formula(
      #"g \leftarrow g \cdot \min\Bigl(1,\; \frac{c}{\lVert g\rVert + 10^{-6}}\Bigr) \qquad \lVert g\rVert = \sqrt{\textstyle\sum_i g_i^2}"#
    )
    page.text(
      "Five gradients, with a limit of 1 (the 10⁻⁶ keeps an arrow of length 0 from being divided by 0):"
    )
    page.lines(
      ["square", "length", "divisor", "factor"].flatMap { grid("five.clip.\($0)").scalars }
        + grid("five.clipped.g").scalars)
    let length = grid("five.clipped.g").values.reduce(0) { $0 + $1 * $1 }.squareRoot()
    page.text("The length of the clipped ones is \(length.fixed(6)).")
    page.section("In the worked step")
    page.text(
      "All \(model.parameterCount.grouped) gradients of the tiny model together, with a limit of \(Tiny.clipping.shown): the sum of their squares is \(value("clip.square").shown)."
    )
    let factor = value("clip.factor")
    page.lines(["length", "divisor", "factor"].flatMap { grid("clip.\($0)").scalars })
    page.folded(
      "<code>clip.square</code>, parameter by parameter",
      "```text\n"
        + parameterNames.map { name in
          "\(name): \(gradient(name).values.reduce(0) { $0 + $1 * $1 }.shown)"
        }.joined(separator: "\n") + "\n```")
    if factor < 1 {
      page.text(
        "The gradient is too long, so each of its numbers is multiplied by \(factor.shown).")
      page.foldedTables("All clipped gradients", parameterNames.map { grid("clipped.\($0)") })
    } else {
      page.text("The factor is above 1: this gradient is short enough and stays as it is.")
    }
    page.text(
      "Either way AdamW's first step would be nearly the same: it divides each gradient by its own size, so a factor common to all cancels (but for ε). Clipping matters from the second step on, when a long gradient would weigh in the averages more than all the others."
    )
    let lengths = results.course.lengths
    let clipped = lengths.count { $0 > 1 }
    let median = lengths.sorted()[lengths.count / 2]
    page.section("How often it acts")
    page.text(
      "In the training on the little text (\(page.link("training"))), \(clipped.grouped) of \(lengths.count.grouped) steps had a gradient longer than 1 and were clipped: \((100 * Double(clipped) / Double(lengths.count)).fixed(1)) %. The median was \(median.shown), the longest \((lengths.max() ?? 0).shown), \(((lengths.max() ?? 0) / median).fixed(1)) times as long.\(4 * clipped > lengths.count ? " So here clipping is no rare rescue: with this limit it is at work much of the time." : "")"
    )
    page.picture(
      "lengths.svg",
      Curve.svg(
        [("length of the gradient", Self.thinned(lengths))], xLabel: "step",
        yLabel: "length before clipping", isLogarithmic: true
      ).utf8, alt: "The gradient's length over the steps of the training")
    page.section("Does it help?")
    let (fast, cold) = (LittleRow(rate: 0.01), LittleRow(rate: 0.01, warmUp: 1))
    func longest(_ row: LittleRow) -> String {
      results.little.measured("longest", of: row).mean.fixed(1)
    }
    page.text(
      "The same model was trained without it too: at its own rate of \(LittleRow().rate.shown), at one of \(fast.rate.shown), and at that without a warm-up (\(page.link("schedule"))), where the first steps are the wildest. Without clipping the longest gradient was, on average over \(Comparisons.little.starts) starts, \(longest(LittleRow(clipping: nil))), \(longest(LittleRow(rate: 0.01, clipping: nil))) and \(longest(LittleRow(rate: 0.01, warmUp: 1, clipping: nil))) times the median."
    )
    compare(
      page,
      [
        ("rate \(LittleRow().rate.shown): no clipping", LittleRow(), LittleRow(clipping: nil)),
        ("rate \(fast.rate.shown): no clipping", fast, LittleRow(rate: 0.01, clipping: nil)),
        (
          "rate \(fast.rate.shown), no warm-up: no clipping", cold,
          LittleRow(rate: 0.01, warmUp: 1, clipping: nil)
        ),
      ])
    page.section("In the core")
    page.excerpt("Module.clipGradients", says: "Clipping")
    page.check(prefix: "five.")
    page.check(prefix: "clip")
    page.checkYourself([
      (
        "Clipping each gradient to ±1 by itself would also keep them small. What is lost?",
        "The direction: of (2, −1, 1, −0.5, 0) it would make (1, −1, 1, −0.5, 0), which points elsewhere."
      )
    ])
    page.keep("Clip the arrow, not its parts.")
  }

  /// At most 300 points of a long row: means of equal parts.
  static func thinned(_ values: [Double]) -> [(x: Double, y: Double)] {
    values.parts(of: max(1, (values.count + 299) / 300)).map { part in
      (
        x: Double(part.startIndex + part.count / 2 + 1),
        y: part.reduce(0, +) / Double(part.count)
      )
    }
  }
}
