import ByHand
import Numerics
import Walkthrough

extension HandComputation {
  /// Sixteen normal numbers from sixteen uniform ones, two at a time; then rounded to two decimals.
  func noise() -> Grid {
    let draws = chapter.common.random["x1"]
    let u = trace.given(.draw, "x1.uniform", [16], (0..<16).map(draws.uniform))
    let radius = trace.grid("x1.radius", 8) { j in apply(.normalRadius, u[2 * j]) }
    let angle = trace.grid("x1.angle", 8) { j in apply(.normalAngle, u[2 * j + 1]) }
    let normal = trace.grid("x1.normal", 16) { i in
      apply(i % 2 == 0 ? .timesCosine : .timesSine, radius[i / 2], angle[i / 2])
    }
    return trace.grid("x1", 1, 4, 4) { _, r, q in apply(.twoDecimals, normal[4 * r + q]) }
  }
}

extension Chapter1Story {
  func noise(_ page: Page) {
    let (u, radius, angle) = (grid("x1.uniform"), grid("x1.radius"), grid("x1.angle"))
    let (normal, x1) = (grid("x1.normal"), grid("x1"))
    page.inventory([
      .input(
        "`u`, numbers evenly spread between 0 and 1", "x1.uniform",
        origin: "the draws named `x1`, seed \(chapter.common.seed)"),
      .output("`x1`, a picture of pure noise", "x1"),
    ])
    page.section("Why")
    page.text(
      """
      The line's other end is noise, and making a picture will start from it: 16 numbers drawn from the *normal
      distribution*, the bell curve with mean 0 and variance 1. A computer's generator gives numbers
      spread *evenly* between 0 and 1, so we need a way to bend even numbers into a bell. Box and
      Muller found an exact one in 1958: take two even numbers, read one as a distance from the
      origin and the other as a direction. The point's two coordinates are then two independent
      normal numbers.

      Where do the even numbers come from? From a *counter-based generator* (Philox): draw number
      $`i`$ of the name `x1` is a fixed function of the seed, the name and $`i`$. It has no memory.
      So the noise of this page stays the same when other pages change.
      """)
    page.section("The formula")
    page.formula(
      #"\mathrm{radius}_j = \sqrt{-2 \ln u_{2j}} \qquad \mathrm{angle}_j = 2\pi\,u_{2j+1}"#)
    page.formula(
      #"\mathrm{normal}_{2j} = \mathrm{radius}_j \cos(\mathrm{angle}_j) \qquad \mathrm{normal}_{2j+1} = \mathrm{radius}_j \sin(\mathrm{angle}_j)"#
    )
    page.text(
      "$`j`$ counts the eight pairs, 0 to 7; $`\\ln`$ is the natural logarithm, and angles are in radians."
    )
    page.section("The first two draws, in full")
    page.text(
      "`u[0]` = \(u[0].value.fixed(8)) becomes a radius and `u[1]` = \(u[1].value.fixed(8)) an angle:"
    )
    page.lines([radius[0], angle[0], normal[0], normal[1]])
    page.text(
      """
      The last step rounds to two decimals, so that you can copy every number of this chapter's
      start into a calculator exactly: `x1[0,0,0]` = **\(x1[0, 0, 0].value.shown)** and
      `x1[0,0,1]` = **\(x1[0, 0, 1].value.shown)**. (Real systems do not round.)
      """)
    page.section("All of it")
    page.heatMap([x1], alt: "The noise picture x1 as a heat map")
    page.table(x1)
    page.foldedTables(
      "The way there: u, radius, angle, normal", [u, radius, angle, normal])
    page.everyEntry(of: radius, angle, normal, x1)
    page.section("In the core")
    page.excerpt("Noise.normals", says: "All 16 at once")
    page.check(["x1.uniform", "x1.radius", "x1.angle", "x1.normal", "x1"])
    page.checkYourself([
      (
        "What would `u[0]` have to be for both normals of the pair to be close to 0?",
        "Close to 1: then $`\\ln u`$ is close to 0, and so is the radius. Large normals need a `u` close to 0, and as $`\\ln`$ grows so slowly, normals beyond ±4 are rare."
      ),
      (
        "How far is this noise from having mean 0?",
        "The mean of the 16 numbers is \((x1.values.reduce(0, +) / 16).shown). With 16 draws a mean within about ±0.5 is usual (two standard deviations, 2/√16)."
      ),
    ])
    page.keep("Two even numbers make two normal ones: one is a radius, one an angle.")
  }
}
