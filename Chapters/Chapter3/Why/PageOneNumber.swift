import ByHand
import ChapterKit
import Numerics
import Walkthrough

extension Chapter3Story {
  func oneNumber(_ page: Page) {
    func part(_ name: String) -> Grid { grid("one_number.\(name)") }
    let weights = part("perfect.weight")
    page.section("Why")
    page.text(
      """
      Guidance looks like a trick: take the answer *without* the class, take the answer *with* it, and go further in the direction from
      the first to the second than the model itself would. Why should that be a good idea? On one number everything can be
      computed. It is [chapter 1](chapter1/best-answer)'s smallest case: pictures of one pixel, and only two of them, −1 and 1. We stand at
      x = \(WorkedExample.oneNumber.x.shown) at time t = \(WorkedExample.oneNumber.t.shown), and ask for the class whose only picture is 1.
      """)
    page.section("1. Without a class")
    page.text(
      "The best answer weighs both pictures by how likely they are behind this x. At time t a `picture` has shrunk to `one_minus_t`·`picture`, and the noise around it has the variance t²; so a picture with the squared `distance` d from x weighs as much as a bell curve is high there, $`e^{-d/2t^2}`$, in proportion:"
    )
    page.lines(
      ["one_minus_t", "perfect.t_squared", "perfect.spread"].flatMap { part($0).scalars }
        + part("perfect.gap").scalars + part("perfect.distance").scalars
        + part("perfect.score").scalars
        + weights.scalars + part("perfect.mean").scalars + part("perfect.ahead").scalars
        + part("perfect.velocity").scalars)
    page.section("2. With the class")
    page.text("Then there is no doubt: the picture is 1.")
    page.lines(part("ahead").scalars + part("asked").scalars)
    page.section("3. From velocities to scores")
    page.text(
      """
      The *score* is the slope of the logarithm of the density in x, written $`\\nabla_x \\ln p(x)`$: it points to where noisy pictures are more
      likely. At time t noise with standard deviation t lies around (1 − t)·picture, and the slope of a bell curve's logarithm is −(distance)/t². With
      $`v = (x - m)/t`$ for the mean picture m, so $`m = x - t v`$:
      """)
    page.formula(
      #"\mathrm{score} = -\frac{x - (1-t)\,m}{t^2} = -\frac{x - (1-t)(x - t v)}{t^2} = -\frac{x + (1-t)\,v}{t}"#
    )
    page.lines(
      ["minus_t", "asked_moved", "asked_score", "free_moved", "free_score"].flatMap {
        part($0).scalars
      })
    page.text(
      "Score and velocity are not proportional: besides the factor −(1 − t)/t there is a term −x/t. But it is the same in both scores, so it drops out of their *difference*."
    )
    page.picture(
      "lines.svg",
      Curve.svg(
        scoreLines(), xLabel: "velocity v", yLabel: "score at x = 0.3, t = 0.5"
      ).utf8,
      alt: "Two parallel lines over the velocity: the score, and what it would be in proportion")
    page.lines(part("score_difference").scalars)
    page.section("4. A classifier's slope")
    page.text(
      """
      By *Bayes' rule* $`p(x \\mid \\mathrm{class}) = p(\\mathrm{class} \\mid x)\\, p(x) / p(\\mathrm{class})`$: among pictures of the class, x is the more frequent the more frequent it is at all, and the more likely the class is where x is seen. Take logarithms and the slope in x; the last factor does not depend on x:
      """)
    page.formula(
      #"\nabla_x \ln p(x \mid \mathrm{class}) - \nabla_x \ln p(x) = \nabla_x \ln p(\mathrm{class} \mid x)"#
    )
    page.text(
      """
      So the difference of the two scores *is* the slope of a classifier that nobody has trained. Here the classifier is known: the chance that 1 is behind x is
      the softmax weight `weight[1]`, which for two pictures is $`\\sigma(kx)`$ with $`k = 2(1-t)/t^2`$. The slope of $`\\ln \\sigma(kx)`$ is $`k\\,(1 - \\sigma(kx))`$:
      """)
    page.lines(["two_rest", "k", "other", "classifier_slope"].flatMap { part($0).scalars })
    let gap = (value("one_number.score_difference") - value("one_number.classifier_slope"))
      .magnitude
    page.text(
      "The two numbers are the same (they differ by \(gap.shown), which is \(gap == 0 ? "nothing" : "rounding")). Guidance needs no classifier, because it has one: the difference of its own two answers."
    )
    page.section("5. The blend")
    page.formula(
      #"v_{\mathrm{guided}} = v_{\mathrm{free}} + w\,(v_{\mathrm{asked}} - v_{\mathrm{free}})"#)
    page.text(
      "(Two ways to count are in use. Here, as in most programs, w = 1 is the plain answer and w = 0 none. The paper on classifier-free guidance writes $`(1 + w)\\,v_{\\mathrm{asked}} - w\\,v_{\\mathrm{free}}`$: its w is ours less 1.)"
    )
    page.lines(["direction", "guided"].flatMap { part($0).scalars })
    page.text(
      """
      With w = 1 this is the plain answer to the class, \(value("one_number.asked").shown). With w = \(WorkedExample.oneNumber.w.shown) we walk \(((value("one_number.guided") / value("one_number.asked"))).fixed(1)) times as fast towards 1. As scores:
      $`\\mathrm{score} + w\\,\\nabla \\ln p(\\mathrm{class} \\mid x)`$, as if the density were multiplied by the w-th power of the classifier. Where the
      classifier is sure of the class, its slope is nearly 0 and guidance does next to nothing; where it doubts, or is sure of the other one,
      guidance pushes, with a slope of up to k = \(value("one_number.k").shown).
      """)
    let curve = guidedCurves()
    page.picture(
      "curve.svg",
      Curve.svg(curve, xLabel: "x", yLabel: "velocity at t = 0.5", namesAbove: true).utf8,
      alt: "Velocities over x: without a class, with it, and guided three times")
    page.inRealSystems(
      """
      Dhariwal and Nichol (2021) followed the slope of a real classifier, one that was trained on noisy pictures; Ho and Salimans (2022) showed that the model's own two answers are enough. Stable Diffusion 1.5 (2022) was trained with a tenth of its captions dropped, and is mostly used with w between 7 and 8. Both answers cost a pass each, so a guided step takes twice as long.
      A *negative prompt* takes the place of the empty one: the picture then moves away from what it says. FLUX.1 [dev] (2024) is *distilled*: it is given w as one more input, and has learned to give the guided answer in one pass (the idea: Meng et al., 2022).
      """)
    page.check(prefix: "one_number.")
    page.checkYourself([
      (
        "At x = 3 both velocities are nearly equal. Why, and what does guidance do there?",
        "Far to the right the picture 1 is nearly certain anyway, so asking for it changes nothing: the direction is nearly 0, whatever w is."
      )
    ])
    page.keep("The difference of two answers is a classifier's slope; guidance follows it w times.")
  }

  /// The score as a line in v, and the line through the origin with the same slope.
  private func scoreLines() -> [(name: String, points: [(x: Double, y: Double)])] {
    let (x, t, _) = WorkedExample.oneNumber
    let slope = -(1 - t) / t
    let places = [-2.0, 2]
    return [
      ("score", places.map { (x: $0, y: slope * $0 - x / t) }),
      ("−(1 − t)/t · v alone", places.map { (x: $0, y: slope * $0) }),
    ]
  }

  /// The three velocities over x, from −3 to 3, at t = ½.
  private func guidedCurves() -> [(name: String, points: [(x: Double, y: Double)])] {
    let (t, w) = (WorkedExample.oneNumber.t, WorkedExample.oneNumber.w)
    let places = (-60...60).map { Double($0) / 20 }
    func free(_ x: Double) -> Double {
      let k = 2 * (1 - t) / (t * t)
      let mean = 2 / (1 + Double.exp(-k * x)) - 1
      return (x - mean) / t
    }
    func asked(_ x: Double) -> Double { (x - 1) / t }
    return [
      ("without a class", places.map { (x: $0, y: free($0)) }),
      ("asked for 1", places.map { (x: $0, y: asked($0)) }),
      ("guided, w = 3", places.map { (x: $0, y: free($0) + w * (asked($0) - free($0))) }),
    ]
  }
}
