import ByHand
import ChapterKit
import Numerics
import Walkthrough

extension Chapter2Story {
  func time(_ page: Page) {
    page.inventory([
      .input("`t` = \(value("t").shown), the time", "t", from: "model"),
      .parameters("`W0`, `b0`", "time_embed.mlp.0"),
      .parameters("`W2`, `b2`", "time_embed.mlp.2"),
      .output("`c`, the condition", "time_embed.mlp.2"),
    ])
    page.section("Why")
    page.text(
      """
      As in [chapter 1](chapter1/time), the number `t` becomes waves, and a small network (two linear layers
      with SiLU between) makes features of them. They are called `c`, the *condition*: what the patches are given from outside. In chapter 3 the class joins it.
      """)
    page.section("1. The waves")
    page.lines(
      grid("time_embed.waves.frequency").scalars + grid("time_embed.waves.angle").scalars
        + grid("time_embed.waves").scalars)
    page.section("2. A linear layer: `first`")
    page.linear("time_embed.mlp.0", of: "time_embed.waves", worked: [1])
    page.section("3. SiLU: `activated`")
    page.formula(.silu)
    page.lines(grid("time_embed.mlp.1").scalars)
    page.section("4. The second linear layer: `c`")
    page.linear("time_embed.mlp.2", of: "time_embed.mlp.1", worked: [1])
    page.heatMap(
      ["time_embed.waves", "time_embed.mlp.0", "time_embed.mlp.1", "time_embed.mlp.2"].map(grid),
      alt: "The waves, first, activated and c as rows of eight cells")
    page.foldedParameters("time_embed")
    page.section("Times from 0 to 1, or to 1,000?")
    page.text(
      """
      The speeds go from 1 to 0.0001. They were made for places in a sentence, which are whole numbers up to thousands. Our times lie between
      0 and 1, where the slow waves hardly move. Production models multiply the time by 1,000 first:
      """)
    for (scale, name, end) in [(1.0, "plain.svg", 1.0), (1000.0, "scaled.svg", 0.05)] {
      page.picture(
        name,
        Curve.svg(
          waves(scale, until: end), xLabel: end == 1 ? "t" : "t, from 0 to \(end.shown) only",
          yLabel: "sin(\(scale == 1 ? "" : "1000·")t·ω) for the four speeds", namesAbove: true
        ).utf8,
        alt: scale == 1
          ? "Four sines over t from 0 to 1: one rises, three stay near 0"
          : "Four sines of 1000·t over t from 0 to \(end.shown): from very fast to slow")
    }
    page.text("Both, trained alike (\(page.link("training"))):")
    let (plain, scaled) = (ShapesRow(kind: .dit), ShapesRow(kind: .scaled))
    compare(page, [("sines of t", plain), ("sines of 1000·t", scaled)], "time code")
    page.text(
      "The scaled code is \(verdict(scaled, against: plain)). With \(featureCount) features there are only four speeds, and the fastest wave of 1000·t turns 159 times between 0 and 1; wide models have many speeds in between. The models of 4×4 pictures keep the plain form; the transformers for digits, and the painters of chapters 4 and 5, use 1000·t."
    )
    page.section("By hand and in the core")
    page.excerpt("ByHand.timeEmbedding", says: "By hand")
    page.excerpt("TimeEmbedding", says: "In the core")
    page.check(
      ["waves.frequency", "waves.angle", "waves", "mlp.0", "mlp.1", "mlp.2"].map {
        "time_embed.\($0)"
      })
    let slow = grid("time_embed.waves").values
    page.checkYourself([
      (
        "Which of the \(slow.count) waves are within 0.001 of 0 or of 1 at this time?",
        "\(slow.filter { $0.magnitude < 0.001 || (1 - $0).magnitude < 0.001 }.count) of them: \(slow.map(\.shown).joined(separator: ", "))."
      )
    ])
    page.keep("The time becomes a row of features; what it does to the patches comes next.")
  }

  private func waves(_ scale: Double, until end: Double) -> [(
    name: String, points: [(x: Double, y: Double)]
  )] {
    let frequencies = grid("time_embed.waves.frequency").values
    return frequencies.map { frequency in
      let points = (0...400).map { i -> (x: Double, y: Double) in
        let t = end * Double(i) / 400
        return (t, Double.sin(scale * t * frequency))
      }
      return (name: "ω = \(frequency.shown)", points: points)
    }
  }
}
