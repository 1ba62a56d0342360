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
      .output("`∂L/∂s`, of the scale", "grad.clip.logit_scale"),
      .output("`∂L/∂I`, `∂L/∂T`", "grad.clip.visual.unit", "grad.clip.text.unit"),
    ])
    page.section("1. Both halves")
    page.text(
      "Each negative log-likelihood weighs half a third in the loss. A logit is in two softmaxes, its row's and its column's, so its gradient has two parts, *probability minus truth* from each:"
    )
    page.formula(
      #"\frac{\partial L}{\partial\,\mathrm{logits}_{i,j}} = \frac{1}{2\cdot3}\Bigl[(\mathrm{p\_rows}_{i,j} - \delta_{ij}) + (\mathrm{p\_columns}_{j,i} - \delta_{ij})\Bigr]"#
    )
    page.text("$`\\delta_{ij}`$ is 1 on the diagonal and 0 elsewhere. One on it and one beside it:")
    page.gradientEntry(part("logits")[1, 1])
    page.gradientEntry(part("logits")[1, 2])
    page.table(gradient("clip.logits"))
    page.everyGradient(
      of: ["rows.loss", "columns.loss", "rows.nll", "columns.nll", "logits"].map(part))
    page.section("2. The scale")
    page.text(
      "Every logit has been multiplied by the same number, so its gradient is a sum over all nine; and through the power to `s`:"
    )
    page.gradientEntry(part("temperature").scalars[0])
    page.gradientEntry(part("logit_scale").scalars[0])
    let slope = gradient("clip.logit_scale").values[0]
    page.text(
      slope > 0
        ? "It is positive: the towers are sure of wrong things, and a smaller scale would hurt less."
        : "It is negative: what the towers are sure of is right more than wrong, and a larger scale would pay."
    )
    page.section("3. Similarities and arrows")
    page.gradientEntry(part("similarity")[1, 2])
    page.text("A picture's arrow was compared with all captions:")
    page.gradientEntry(part("visual.unit")[1, 1])
    page.gradientEntry(part("text.unit")[2, 1])
    page.heatMap(
      [gradient("clip.similarity"), gradient("clip.visual.unit"), gradient("clip.text.unit")],
      titles: ["∂L/∂S", "∂L/∂I", "∂L/∂T"],
      alt: "The gradients of the similarities and of the arrows as heat maps")
    page.everyGradient(of: ["similarity", "visual.unit", "text.unit"].map(part))
    page.section("4. Length 1, backward")
    page.formula(
      #"\frac{\partial L}{\partial y_i} = \frac{1}{|y|}\Bigl(\frac{\partial L}{\partial T_i} - T_i \sum_m T_m \frac{\partial L}{\partial T_m}\Bigr)"#
    )
    page.text(
      "What a change does along the arrow only makes it longer, and the length is taken away again; so that part of the gradient is taken away, too. `y` is the arrow before its length was taken (\(page.link("text-tower"))). By hand its gradient has two parts: one through the square and the length (twice, for a square has the number as a factor twice), and the number's own share:"
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
    page.excerpt("UnitLength", says: "There and back")
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
        "Multiply `y` of a caption with its gradient, entry by entry, and add up. What comes out?",
        "0 up to rounding (here at most \((along.max() ?? 0).shown)): making the arrow longer changes nothing."
      )
    ])
    page.keep("Probability minus truth, once along the rows and once along the columns.")
  }
}
