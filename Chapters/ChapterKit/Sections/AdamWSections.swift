import ByHand
import Numerics
import Walkthrough

/// The update of all parameters.
extension Page {
  /// The two formulas.
  package func adamWFormulas() {
    formula(
      #"m = \beta_1 m_{\mathrm{old}} + (1-\beta_1)\,g \qquad v = \beta_2 v_{\mathrm{old}} + (1-\beta_2)\,g^2 \qquad \hat m = \frac{m}{1-\beta_1^{\,s}} \qquad \hat v = \frac{v}{1-\beta_2^{\,s}}"#
    )
    formula(
      #"\theta \leftarrow \theta - \mathrm{lr}\cdot\mathrm{wd}\cdot\theta - \mathrm{lr}\cdot\frac{\hat m}{\sqrt{\hat v}+\varepsilon}"#
    )
  }

  /// One parameter through all five lines.
  ///
  /// - Parameters:
  ///   - parameter: Its name in the trace, without the prefix.
  ///   - prefix: Stands before all names, where a trace holds more than one training step.
  ///   - index: Which of its entries, a number for each axis; none for a scalar.
  ///   - short: What the page calls it, such as θ.
  package func adamWEntry(
    _ parameter: String, prefix: String = "", _ index: [Int], called short: String
  ) {
    let parts = ["m", "v", "m_hat", "v_hat"].map { "\(prefix)adamw.\($0).\(parameter)" }
    let updated = "\(prefix)updated.\(parameter)"
    let names = Names([
      "adamw.beta1": "β₁", "adamw.beta2": "β₂", "adamw.m_old": "m_old", "adamw.v_old": "v_old",
      "\(prefix)adamw.step": "s", "adamw.learning_rate": "lr", "adamw.weight_decay": "wd",
      "adamw.epsilon": "ε", prefix + parameter: short, parts[0]: "m", parts[1]: "v",
      parts[2]: "m̂", parts[3]: "v̂", updated: "new_\(short)",
    ])
    lines((parts + [updated]).map { grid($0)[index] }, names: names, decimals: 7)
  }

  /// A folded table for each parameter: before, gradient, averages, after. (In the first step m̂ = g.)
  package func adamWTables(_ parameters: [String], prefix: String = "") {
    for name in parameters {
      var table = Table(["entry", "θ", "g", "m", "v", "√v̂", "new θ"], left: [0])
      let columns = [
        name, "adamw.m.\(name)", "adamw.v.\(name)", "adamw.v_hat.\(name)", "updated.\(name)",
      ].map { grid(prefix + $0) }
      let gradients = gradient(prefix + name)
      shows(columns + [grid("\(prefix)adamw.m_hat.\(name)")])
      for offset in 0..<columns[0].count {
        func cell(_ scalar: Scalar) -> String {
          book.blanks.gap(scalar.id) ?? scalar.value.shown
        }
        var row = columns.map { cell($0.scalars[offset]) }
        let averaged = columns[3].scalars[offset]
        row[3] = book.blanks.gap(averaged.id) ?? averaged.value.squareRoot().shown
        row.insert(cell(gradients.scalars[offset]), at: 1)
        let index = columns[0].index(at: offset).map(String.init).joined(separator: ",")
        table.add([index.isEmpty ? "" : "[\(index)]"] + row)
      }
      let count = columns[0].count
      folded(
        "<code>\(name)</code>: \(count == 1 ? "1 parameter" : "\(count.grouped) parameters")",
        table.markdown)
    }
    text(
      "The core's AdamW starts from the gradients found by hand, so that what follows can be compared to the last bit."
    )
    check(
      parameters.flatMap { name in
        ["adamw.m", "adamw.v", "adamw.m_hat", "adamw.v_hat", "updated"].map {
          "\(prefix)\($0).\(name)"
        }
      })
  }
}
