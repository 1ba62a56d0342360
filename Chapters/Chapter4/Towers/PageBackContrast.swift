import ByHand
import ChapterKit
import Numerics
import Walkthrough

extension Chapter4Story {
  func backContrast(_ page: Page) {
    func part(_ name: String) -> Grid { grid("clip.\(name)") }
    page.inventory([
      .use("`L`, the loss", "clip.loss", from: "contrast"),
      .output("`∂L/∂logits`", "grad.clip.logits"),
      .output("`∂L/∂S`", "grad.clip.similarity"),
      .output("`∂L/∂log_scale`", "grad.clip.logit_scale"),
      .output("`∂L/∂I`, `∂L/∂T`", "grad.clip.visual.unit", "grad.clip.text.unit"),
    ])
    page.section("Why")
    page.text(
      "The loss says how well the towers match pictures with captions. Now its gradient goes back through the comparison: to the logits, to the scale and the similarities, and to the arrows, where the towers end."
    )
    page.section("1. Both halves")
    page.text(
      "There are \(2 * WorkedPairs.count) negative log-likelihoods, and each makes up 1/\(2 * WorkedPairs.count) of the loss. A logit is used by two softmaxes, its row's and its column's. So its gradient has two parts, each *probability minus truth*:"
    )
    page.formula(
      #"\frac{\partial L}{\partial\,\mathrm{logits}_{i,j}} = \frac{1}{2\cdot3}\Bigl[(\mathrm{p\_rows}_{i,j} - \delta_{ij}) + (\mathrm{p\_columns}_{j,i} - \delta_{ij})\Bigr]"#
    )
    page.text(
      "$`\\delta_{ij}`$ is 1 on the diagonal and 0 elsewhere. Here is one logit on the diagonal, and one beside it:"
    )
    page.gradientEntry(part("logits")[1, 1])
    page.gradientEntry(part("logits")[1, 2])
    page.table(gradient("clip.logits"))
    page.everyGradient(
      of: ["rows.loss", "columns.loss", "rows.nll", "columns.nll", "logits"].map(part))
    page.section("2. The scale")
    page.text(
      "All nine logits were multiplied by the same number, so its gradient is a sum over all nine. From there, it goes on through the exponential to `log_scale`:"
    )
    page.gradientEntry(part("temperature").scalars[0])
    page.gradientEntry(part("logit_scale").scalars[0])
    let slope = gradient("clip.logit_scale").values[0]
    page.text(
      slope > 0
        ? "It is positive: the towers are sure of the wrong things, and a smaller scale would lower the loss."
        : "It is negative: a larger scale would lower the loss."
    )
    page.section("3. Similarities and arrows")
    page.text("Each similarity was used once, by its logit:")
    page.gradientEntry(part("similarity")[1, 2])
    page.text(
      "A picture's arrow was compared with every caption, and a caption's arrow with every picture. So their gradients are sums over these comparisons:"
    )
    page.gradientEntry(part("visual.unit")[1, 1])
    page.gradientEntry(part("text.unit")[2, 1])
    page.text("All of these gradients:")
    page.heatMap(
      [gradient("clip.similarity"), gradient("clip.visual.unit"), gradient("clip.text.unit")],
      titles: ["∂L/∂S", "∂L/∂I", "∂L/∂T"],
      alt: "The gradients of the similarities and of the arrows as heat maps")
    page.everyGradient(of: ["similarity", "visual.unit", "text.unit"].map(part))
    page.section("4. Length 1, backward")
    page.text(
      "`y` is a caption's arrow before it was divided by its length (\(page.link("text-tower"))). A change along `y` only makes it longer, and the length is divided out again. So that part of the gradient is taken away:"
    )
    page.formula(
      #"\frac{\partial L}{\partial y_i} = \frac{1}{|y|}\Bigl(\frac{\partial L}{\partial T_i} - T_i \sum_m T_m \frac{\partial L}{\partial T_m}\Bigr)"#
    )
    page.text(
      "By hand, the gradient of `y` comes in parts: through the square and the length (twice, because a square has the number as a factor twice), and directly:"
    )
    page.gradientEntry(part("text.joint")[2, 1])
    page.everyGradient(
      of: [
        "text.length", "text.square", "text.joint", "visual.length", "visual.square",
        "visual.joint",
      ].map(part))
    let along = (0..<WorkedPairs.count).map { n in
      (0..<joint).reduce(0.0) {
        $0 + gradient("clip.text.joint")[n, $1].value * part("text.joint")[n, $1].value
      }.magnitude
    }
    page.section("In the core")
    page.excerpt("UnitLength", says: "Forward and backward")
    page.check(prefix: "grad.clip.rows")
    page.check(prefix: "grad.clip.columns")
    page.check(
      [
        "logits", "temperature", "logit_scale", "similarity", "visual.unit", "text.unit",
        "text.joint", "text.length", "text.square", "visual.joint", "visual.length",
        "visual.square",
      ].map { "grad.clip.\($0)" })
    page.checkYourself([
      (
        "Multiply each entry of a caption's `y` by its gradient, and add up the products. What do you get?",
        "0, up to rounding (here at most \((along.max() ?? 0).shown)): making the arrow longer changes nothing."
      )
    ])
    page.keep("Probability minus truth, once along the rows and once along the columns.")
  }
}
