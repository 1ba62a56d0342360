import ByHand
import ChapterKit
import Core
import Numerics
import Walkthrough

/// A picture of one number x, painted as its latent itself with a variance s²; and what the latent might
/// be: bell curves q, by mean and variance.
struct OneNumber: Sendable {
  let x, s2: Double
  let guesses: [(mean: Double, variance: Double)]
}

extension HandComputation {
  // excerpt Chapter5.bound
  /// The floor under ln p(x) for each guess, and for the latents that really could have made x: under `bound.`.
  static func bound(_ one: OneNumber, _ trace: Trace) {
    trace.pass("bound.") {
      func constant(_ name: String, _ value: Double) -> Scalar { trace.constant(name, value) }
      let (x, s2) = (constant("x", one.x), constant("s2", one.s2))
      let (unit, half) = (constant("unit", 1), constant("minus_half", -0.5))
      let circle = constant("two_pi", 2 * Double.pi)
      let n = one.guesses.count
      let means = trace.given(.constant, "tried.mean", [n], one.guesses.map(\.mean))
      let variances = trace.given(.constant, "tried.variance", [n], one.guesses.map(\.variance))
      let total = trace.scalar("total") { s2 + unit }
      let mean = means.scalars + [trace.scalar("true.mean") { x / total }]
      let variance = variances.scalars + [trace.scalar("true.variance") { s2 / total }]

      /// −½·(ln(2π·v) + d / v): the logarithm of a bell curve of variance v, where the square of the
      /// distance from its middle is d.
      func density(_ name: String, _ distances: Grid, _ v: Scalar) -> Grid {
        let round = trace.scalar("\(name).round") { circle * v }
        let norm = trace.scalar("\(name).norm") { apply(.logarithm, round) }
        let share = trace.each("\(name).share", distances) { $0 / v }
        let both = trace.each("\(name).both", share) { $0 + norm }
        return trace.each(name, both) { half * $0 }
      }
      let off = trace.grid("off", n + 1) { i in x - mean[i] }
      let spread = trace.grid("spread", n + 1) { i in dot([off[i]], [off[i]], plus: variance[i]) }
      let fit = density("fit", spread, s2)
      let logvar = trace.grid("logvar", n + 1) { i in apply(.logarithm, variance[i]) }
      let kl = trace.grid("kl", n + 1) { i in apply(.klTerm, mean[i], variance[i], logvar[i]) }
      let floor = trace.grid("floor", n + 1) { i in fit[i] - kl[i] }
      let likelihood = density("exact", trace.grid("square", []) { _ in x * x }, total)
      trace.grid("lost", n + 1) { i in likelihood.scalars[0] - floor[i] }
    }
  }
  // end excerpt
}

extension CoreComputation {
  // excerpt Chapter5.core.bound
  /// The same with tensors, all guesses at once.
  static func bound(_ one: OneNumber, _ recorder: Recorder<Double>) {
    recorder.pass("bound.") {
      func number(_ name: String, _ value: Double) -> Double {
        recorder.record(name, Tensor(scalar: value))
        return value
      }
      func list(_ name: String, _ values: Tensor<Double>) -> Tensor<Double> {
        recorder.record(name, values)
        return values
      }
      let (x, s2) = (number("x", one.x), number("s2", one.s2))
      let (unit, half) = (number("unit", 1), number("minus_half", -0.5))
      let (circle, n) = (number("two_pi", 2 * Double.pi), one.guesses.count)
      let tried = (
        list("tried.mean", Tensor([n], one.guesses.map(\.mean))),
        list("tried.variance", Tensor([n], one.guesses.map(\.variance)))
      )
      let total = number("total", s2 + unit)
      let mean = Tensor([n + 1], tried.0.values + [number("true.mean", x / total)])
      let variance = Tensor([n + 1], tried.1.values + [number("true.variance", s2 / total)])
      func density(_ name: String, _ distances: Tensor<Double>, _ v: Double) -> Tensor<Double> {
        let norm = number("\(name).norm", Double.log(number("\(name).round", circle * v)))
        let share = list("\(name).share", distances.map { $0 / v })
        let both = list("\(name).both", share.map { $0 + norm })
        return list(name, half * both)
      }
      let off = list("off", mean.map { x - $0 })
      let fit = density("fit", list("spread", off * off + variance), s2)
      let logvar = list("logvar", variance.map { Double.log($0) })
      let kl = list("kl", (mean * mean + variance).zip(logvar) { 0.5 * ($0 - 1 - $1) })
      let floor = list("floor", fit - kl)
      let likelihood = density("exact", list("square", Tensor(scalar: x * x)), total)
      _ = list("lost", floor.map { likelihood.values[0] - $0 })
    }
  }
  // end excerpt
}

extension Chapter5Story {
  func bound(_ page: Page) {
    page.section("Why this loss, and not another?")
    page.text(
      """
      The loss adds two things that look unrelated, an error and a divergence (\(page.link("vae-loss"))). Both come from one wish: the pictures of the data should be *likely* under the model. The model says how a picture comes about: draw a latent z from a
      standard normal, then draw a picture around what the decoder paints from it. How likely is a picture x? We have to add up over all z that could have made it:
      """)
    page.formula(#"p(x) = \int p(x \mid z)\, p(z)\, dz"#)
    page.text(
      "With a real decoder, nobody can compute that. But for *any* bell curve q over the latents, for example the encoder's, there's a bound:"
    )
    page.formula(
      #"\ln p(x) \;\ge\; \mathbb{E}_{z \sim q}\bigl[\ln p(x \mid z)\bigr] - \mathrm{KL}(q \,\|\, p(z))"#
    )
    page.text(
      "The first term is the *fit*: how likely the picture is, given latents drawn from q. (If pixels have a deviation s, it's a constant minus a squared error over 2s².) The second term is the KL. The gap between the two sides is how far q is from the latents that really could have made x. So when our loss goes down, a floor under ln p(x) goes up."
    )
    page.section("One latent, where everything can be computed")
    let (x, s2) = (value("bound.x"), value("bound.s2"))
    page.text(
      """
      Let the picture be one number, x = \(x.shown), and let the decoder paint z itself, with a variance of s² = \(s2.shown). Then x is z plus the decoder's noise. Both are bell curves, so x is one as well, with variance 1 + s² = \(value("bound.total").shown), and we know its likelihood. The latents that could have made x are
      a bell curve, too, with mean x/(1 + s²) and variance s²/(1 + s²):
      """)
    page.lines(["total", "true.mean", "true.variance"].map { grid("bound.\($0)").scalars[0] })
    page.formula(
      #"\underbrace{\mathbb{E}_q[\ln p(x \mid z)]}_{\mathrm{fit}} = -\tfrac12\Bigl(\ln(2\pi s^2) + \frac{(x-\mu)^2 + \sigma^2}{s^2}\Bigr) \qquad \underbrace{\ln p(x)}_{\mathrm{exact}} = -\tfrac12\Bigl(\ln\bigl(2\pi(1+s^2)\bigr) + \frac{x^2}{1+s^2}\Bigr)"#
    )
    page.text(
      "Here is the bound, `fit` − `KL`, for \(WorkedExample.oneNumber.guesses.count) guesses q and for the true one:"
    )
    let rows = WorkedExample.oneNumber.guesses.indices.map { "\($0)" } + ["the true one"]
    let means = grid("bound.tried.mean").values + [value("bound.true.mean")]
    let variances = grid("bound.tried.variance").values + [value("bound.true.variance")]
    let columns = ["fit", "kl", "floor", "lost"].map { grid("bound.\($0)").values }
    var table = Table(["q", "μ", "σ²", "fit", "KL", "bound", "lost"], left: [0])
    for (i, row) in rows.enumerated() {
      table.add([row, means[i].shown, variances[i].shown] + columns.map { $0[i].shown })
    }
    page.text(table.markdown)
    page.text("One of them in full, number \(Self.nearly):")
    page.lines(
      ["off", "spread", "fit.share", "fit.both", "fit", "logvar", "kl", "floor", "lost"].map {
        grid("bound.\($0)").scalars[Self.nearly]
      })
    page.text("And the likelihood itself, which the bound can't exceed:")
    page.lines(
      ["square", "exact.round", "exact.norm", "exact.share", "exact.both", "exact"].map {
        grid("bound.\($0)").scalars[0]
      })
    page.text(boundSentence(columns[0], columns[3], rows))
    page.everyEntry(
      of: ["off", "spread", "fit.share", "fit.both", "fit", "logvar", "kl", "floor", "lost"]
        .map { grid("bound.\($0)") })
    page.section("By hand and in the core")
    page.excerpt("Chapter5.bound", says: "By hand")
    page.excerpt("Chapter5.core.bound", says: "In the core")
    page.check(prefix: "bound.")
    page.checkYourself([
      (
        "Which q would be the best one if the KL didn't count?",
        "μ = x and σ = 0, where the fit is largest. That's a plain autoencoder."
      )
    ])
    page.keep("A good fit minus a divergence is a floor under the likelihood.")
  }

  /// The guess that is worked out on the page.
  private static let nearly = 2

  /// What the table of bounds shows.
  private func boundSentence(_ fits: [Double], _ lost: [Double], _ rows: [String]) -> String {
    let isFloor = lost.allSatisfy { $0 > -1e-12 }
    let best = fits.indices.max { fits[$0] < fits[$1] } ?? 0
    let last = lost[lost.count - 1]
    return
      "\(isFloor ? "No bound is above it" : "A bound is above it, which cannot be"), and with the true q, nothing is lost\(last == 0 ? "" : " (\(last.shown) is rounding)"). Number \(rows[best]) has the best fit, because it is almost sure that z is x, but it pays for that in KL."
  }
}
