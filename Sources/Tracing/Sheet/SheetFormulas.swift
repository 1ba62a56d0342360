import ByHand

/// The formulas of a trace's lines, in the cells that a layout gives them.
struct SheetFormulas {
  private let trace: RecordedTrace
  private let layout: Layout

  init(_ trace: RecordedTrace, _ layout: Layout) {
    self.trace = trace
    self.layout = layout
  }

  /// The formula of a line; nil where the number is given.
  ///
  /// - Parameter isMovable: Whether its terms may stand on any sheet: all cells are named with theirs.
  /// - Throws: `TraceError` if the recipe cannot be read.
  func formula(of line: Int, isMovable: Bool = false) throws -> Formula? {
    let recipe = try trace.recipe(of: line)
    if recipe.operation.isGiven { return nil }
    let sheet = isMovable ? -1 : layout.cell(of: line).sheet
    if recipe.operation === Operation.chain { return try chain(line, sheet) }
    return recipe.operation.formula(
      Cells(layout: layout, lines: recipe.operands, sheet: sheet))
  }

  /// A gradient: each user's gradient times the derivative of what it did.
  private func chain(_ line: Int, _ sheet: Int) throws -> Formula {
    let terms = try trace.chainTerms(of: line)
    if terms.isEmpty { return "0" }
    var written: [String] = []
    // Neighbouring gradients times neighbouring numbers become one SUMPRODUCT.
    var open: [(gradient: Int, factor: Int)] = []
    func close() {
      guard !open.isEmpty else { return }
      let (a, b) = (open[0], open[open.count - 1])
      written.append(
        open.count == 1
          ? "\(layout.reference(a.gradient, from: sheet))*\(layout.reference(a.factor, from: sheet))"
          : "SUMPRODUCT(\(layout.range(a.gradient, b.gradient, from: sheet)),\(layout.range(a.factor, b.factor, from: sheet)))"
      )
      open = []
    }
    for term in terms {
      let used = try trace.recipe(of: term.consumer)
      let cells = Cells(layout: layout, lines: used.operands, sheet: sheet)
      let factor = used.operation.derivativeFormula(
        cells, term.position, layout.reference(term.consumer, from: sheet))
      if let plain = used.operands.first(where: { layout.reference($0, from: sheet) == factor }) {
        let next = (gradient: term.gradient, factor: plain)
        if let last = open.last, !continues(last, next, open) { close() }
        open.append(next)
        continue
      }
      close()
      let gradient = layout.reference(term.gradient, from: sheet)
      written.append(factor == "1" ? gradient : "\(gradient)*\(factor)")
    }
    close()
    return Formula(terms: written)
  }

  /// Whether a pair goes on where the last one ended, in the direction of the pairs before.
  private func continues(
    _ last: (gradient: Int, factor: Int), _ next: (gradient: Int, factor: Int),
    _ open: [(gradient: Int, factor: Int)]
  ) -> Bool {
    guard let a = layout.step(last.gradient, next.gradient),
      let b = layout.step(last.factor, next.factor), a == b
    else { return false }
    guard open.count > 1,
      let before = layout.step(open[open.count - 2].gradient, last.gradient)
    else { return true }
    return a == before
  }
}

/// Operands as a formula names them.
struct Cells: FormulaCells {
  let layout: Layout
  let lines: [Int]
  /// The sheet that the formula stands on.
  let sheet: Int

  var count: Int { lines.count }

  subscript(operand: Int) -> String { layout.reference(lines[operand], from: sheet) }

  func ranges(_ operands: Range<Int>) -> [String] {
    runs(operands) { layout.step(lines[$0], lines[$0 + 1]) }.map {
      layout.range(lines[$0.lowerBound], lines[$0.upperBound - 1], from: sheet)
    }
  }

  func products(_ x: Range<Int>, _ y: Range<Int>) -> [String] {
    let shift = y.lowerBound - x.lowerBound
    let runs = runs(x) { i -> (rows: Int, columns: Int)? in
      guard let a = layout.step(lines[i], lines[i + 1]),
        let b = layout.step(lines[i + shift], lines[i + shift + 1]), a == b
      else { return nil }
      return a
    }
    return runs.map { run in
      if run.count == 1 { return "\(self[run.lowerBound])*\(self[run.lowerBound + shift])" }
      let (first, last) = (run.lowerBound, run.upperBound - 1)
      return
        "SUMPRODUCT(\(layout.range(lines[first], lines[last], from: sheet)),\(layout.range(lines[first + shift], lines[last + shift], from: sheet)))"
    }
  }

  /// Cuts operands into runs that go on in one direction.
  private func runs(
    _ operands: Range<Int>, _ step: (Int) -> (rows: Int, columns: Int)?
  ) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    var (start, direction) = (operands.lowerBound, (rows: 0, columns: 0))
    for i in operands where i > operands.lowerBound {
      let next = step(i - 1)
      let isFirst = i - 1 == start
      if let next, isFirst || next == direction {
        direction = next
      } else {
        runs.append(start..<i)
        start = i
      }
    }
    if !operands.isEmpty { runs.append(start..<operands.upperBound) }
    return runs
  }
}
