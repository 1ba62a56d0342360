import ByHand
import Walkthrough

/// A linear layer, there and back.
extension Page {
  /// The layer's formula, one entry in full, the result, its parameters, and every entry.
  ///
  /// - Parameters:
  ///   - layer: The name of its output.
  ///   - input: The name of the grid that it takes.
  ///   - index: Which entry of the output is worked in full.
  ///   - isLong: Entries are shown in numbers only, and tables of parameters are left to the fold.
  package func linear(_ layer: String, of input: String, worked index: [Int], isLong: Bool = false)
  {
    linearFormula(layer, of: input)
    entry(grid(layer)[index])
    table(grid(layer))
    if isLong { everyEntryInNumbers(of: [grid(layer)]) } else { everyEntry(of: grid(layer)) }
  }

  /// y = Σ x·W + b with the layer's names and bounds.
  package func linearFormula(_ layer: String, of input: String) {
    let l = LinearNames(self, layer, input)
    formula(
      "\(l.y)_{\(l.row)\(l.out)} = \(TeX.sum(l.inner, l.inputs))"
        + #"\#(l.x)_{\#(l.row)\#(l.inner)}\; \#(l.w)_{\#(l.out),\#(l.inner)}"#
        + (l.b.map { " + \($0)_{\(l.out)}" } ?? ""))
  }

  /// ∂L/∂W, ∂L/∂b and ∂L/∂x with the layer's names and bounds.
  package func linearGradientFormula(_ layer: String, of input: String) {
    let l = LinearNames(self, layer, input)
    let dy = TeX.gradient(l.y + "_{\(l.row)\(l.out)}")
    let rows = l.row.isEmpty ? "" : TeX.sum("i", l.rows)
    var parts = [
      TeX.gradient(l.w + "_{\(l.out),\(l.inner)}") + " = \(rows)\(dy)"
        + #"\; \#(l.x)_{\#(l.row)\#(l.inner)}"#
    ]
    if let b = l.b { parts.append(TeX.gradient(b + "_{\(l.out)}") + " = \(rows)\(dy)") }
    parts.append(
      TeX.gradient(l.x + "_{\(l.row)\(l.inner)}") + " = \(TeX.sum(l.out, l.outputs))\(dy)"
        + #"\; \#(l.w)_{\#(l.out),\#(l.inner)}"#)
    formula(parts.joined(separator: #" \qquad "#))
  }

  /// The gradients of a layer's parameters: the bias as a table, the weight folded, and all of them.
  package func parameterGradients(_ layer: String, isLong: Bool = false) {
    let grids = parameters(layer)
    for parameter in grids {
      if parameter.shape.count > 1 && isLong {
        foldedTables(
          "All of ∂L/∂\(names.grid(parameter.name))", [gradient(parameter.name)])
      } else {
        table(gradient(parameter.name))
      }
    }
    if isLong { everyGradientInNumbers(of: grids) } else { everyGradient(of: grids) }
  }
}

/// What a linear layer's formulas are made of.
private struct LinearNames {
  let y, x, w: String
  let b: String?
  let (inputs, outputs, rows): (Int, Int, Int)
  /// `i,` where the layer works on rows; the index of an output, and of an input.
  let (row, out, inner): (String, String, String)

  init(_ page: Page, _ layer: String, _ input: String) {
    let parameters = page.parameters(layer)
    let (weight, result) = (parameters[0], page.grid(layer))
    y = TeX.name(page.names.grid(layer))
    x = TeX.name(page.names.grid(input))
    w = TeX.name(page.names.grid(weight.name))
    b = parameters.count > 1 ? TeX.name(page.names.grid(parameters[1].name)) : nil
    (inputs, outputs, rows) = (weight.shape[1], weight.shape[0], result.shape[0])
    (row, out, inner) = result.shape.count > 1 ? ("i,", "j", "m") : ("", "i", "j")
  }
}
