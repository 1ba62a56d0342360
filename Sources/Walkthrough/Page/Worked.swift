import ByHand
import Numerics

/// Numbers worked out in front of the reader: from the recipe of a scalar to names, numbers,
/// intermediate results and the result.
struct Worked {
  let trace: Trace
  let names: Names
  /// The numbers that are left out.
  var blanks = Blanks.none

  /// A line's number as a term of a sum.
  func term(_ id: Int, decimals: Int = 4) -> String {
    blanks.mark(id) ?? trace.nodes[id].value.shownAsTerm(decimals: decimals)
  }

  /// A line's number as the result of a step.
  func result(_ id: Int, decimals: Int = 4) -> String {
    blanks.gap(id) ?? trace.nodes[id].value.shown(decimals: decimals)
  }

  /// Whether a step can be shown between its numbers and its result.
  private func hasSteps(_ id: Int) -> Bool {
    blanks.product(of: id) == nil && !trace.nodes[id].operands.contains(where: blanks.contains)
  }

  /// What stands between a line's numbers and its result.
  private func steps(_ id: Int) -> [String] {
    let values = trace.nodes[id].operands.map { trace.nodes[$0].value }
    if let (product, gap) = blanks.product(of: id) {
      let n = values.count / 2
      let products = (0..<n).map {
        $0 == product ? gap : (values[$0] * values[n + $0]).shownAsTerm
      }
      return [
        (products + values.suffix(values.count % 2).map(\.shownAsTerm)).joined(separator: " + ")
      ]
    }
    return hasSteps(id) ? trace.nodes[id].operation.steps(values) : []
  }

  // MARK: Values

  /// The lines of one entry: names, then numbers, then steps, then the result.
  func lines(_ scalar: Scalar, decimals: Int = 4) -> [String] {
    let node = trace.nodes[scalar.id]
    let entry = names.entry(scalar.id, of: trace)
    let result = result(scalar.id, decimals: decimals)
    if node.operation.isGiven { return ["\(entry) = \(result)"] }
    let numbers = node.operands.map { term($0, decimals: decimals) }
    return align(
      entry,
      [
        node.operation.written(node.operands.map { names.entry($0, of: trace) }),
        node.operation.written(numbers),
      ] + steps(scalar.id) + [result])
  }

  /// One entry in two lines: its numbers and its result.
  func shortLines(_ scalar: Scalar) -> [String] {
    let node = trace.nodes[scalar.id]
    let entry = names.entry(scalar.id, of: trace)
    if node.operation.isGiven { return ["\(entry) = \(node.value.shown)"] }
    let values = node.operands.map { term($0) }
    return compact(entry, [node.operation.written(values), result(scalar.id)])
  }

  /// One entry as a table with a running sum, where its recipe is a sum of products; else as text.
  func table(_ scalar: Scalar) -> String {
    let node = trace.nodes[scalar.id]
    guard node.operation === Operation.dot, node.operands.count > 3 else {
      return "```text\n\(lines(scalar).joined(separator: "\n"))\n```"
    }
    let n = node.operands.count / 2
    let (left, right) = factors(node)
    var table = Table([left, "value", right, "value", "product", "running sum"], left: [0, 2])
    var sum = 0.0
    func value(_ place: Int) -> Double { trace.nodes[node.operands[place]].value }
    func name(_ place: Int) -> String { "`\(names.entry(node.operands[place], of: trace))`" }
    let hasBias = node.operands.count % 2 == 1
    func shown(_ place: Int) -> String { blanks.mark(node.operands[place]) ?? value(place).shown }
    let end = blanks.gap(scalar.id) ?? "**\(node.value.shown)**"
    // What depends on a number that is left out would give it away.
    let gap = blanks.product(of: scalar.id)
    let isOpen = gap == nil && hasSteps(scalar.id) && !blanks.contains(scalar.id)
    for i in 0..<n {
      let product = value(i) * value(n + i)
      sum += product
      let total = i == n - 1 && !hasBias ? end : isOpen ? sum.shown : ""
      let written =
        gap?.product == i
        ? gap?.gap ?? ""
        : [i, n + i].contains { blanks.contains(node.operands[$0]) } ? "" : product.shown
      table.add([name(i), shown(i), name(n + i), shown(n + i), written, total])
    }
    if hasBias { table.add(["", "", name(2 * n), shown(2 * n), shown(2 * n), end]) }
    return "`\(names.entry(scalar.id, of: trace))` =\n\n\(table.markdown)"
  }

  /// What the two columns of factors hold: inputs and weights, or numbers of two grids.
  private func factors(_ node: Trace.Node) -> (String, String) {
    let n = node.operands.count / 2
    if trace.nodes[node.operands[n]].operation.isParameter { return ("input", "weight") }
    let grids = [0, n].map { names.grid(trace.place(of: node.operands[$0]).grid.name) }
    return ("`\(grids[0])`", "`\(grids[1])`")
  }

  // MARK: Gradients

  /// The lines of one gradient: the chain rule's sum with names, with numbers, with products.
  func gradientLines(_ scalar: Scalar, hasNames: Bool = true) -> [String] {
    let entry = "∂L/∂" + names.entry(scalar.id, of: trace)
    let terms = trace.terms(of: scalar.id)
    let result =
      blanks.gap(trace.gradientLine(of: scalar.id)) ?? trace.gradient(of: scalar.id).shown
    if terms.isEmpty { return ["\(entry) = \(result)"] }
    let factors = terms.map(derivative)
    let numbers = zip(terms, factors).map { term, factor -> String in
      let user =
        blanks.mark(trace.gradientLine(of: term.consumer))
        ?? trace.gradient(of: term.consumer).shownAsTerm
      return factor == "1" ? user : "\(user)·\(term.derivative.shownAsTerm)"
    }
    let isOpen = !terms.contains { blanks.contains(trace.gradientLine(of: $0.consumer)) }
    if !hasNames { return compact(entry, [numbers.joined(separator: " + "), result]) }
    let written = zip(terms, factors).map { term, factor -> String in
      let user = "∂L/∂" + names.entry(term.consumer, of: trace)
      return factor == "1"
        ? user : factor.contains(" ") ? "\(user)·(\(factor))" : "\(user)·\(factor)"
    }
    var rows = [written.joined(separator: " + "), numbers.joined(separator: " + ")]
    if isOpen && terms.count > 1 && factors.contains(where: { $0 != "1" }) {
      let products = terms.map { (trace.gradient(of: $0.consumer) * $0.derivative).shownAsTerm }
      rows.append(products.joined(separator: " + "))
    }
    return align(entry, rows + [result])
  }

  /// One gradient as a table: who used the number, how much that matters, and the product.
  func gradientTable(_ scalar: Scalar) -> String {
    var table = Table(
      ["used by", "∂L/∂(used by)", "times", "value", "product", "running sum"], left: [0, 2])
    let terms = trace.terms(of: scalar.id)
    var sum = 0.0
    let isWhole = !terms.contains { blanks.contains(trace.gradientLine(of: $0.consumer)) }
    let end = blanks.gap(trace.gradientLine(of: scalar.id))
    for (i, term) in terms.enumerated() {
      let gradient = trace.gradient(of: term.consumer)
      let product = gradient * term.derivative
      sum += product
      let mark = blanks.mark(trace.gradientLine(of: term.consumer))
      let total = isWhole && end == nil ? sum.shown : ""
      table.add([
        "`\(names.entry(term.consumer, of: trace))`", mark ?? gradient.shown,
        "`\(derivative(term))`", term.derivative.shown, mark == nil ? product.shown : "",
        i == terms.count - 1 ? end ?? "**\(sum.shown)**" : total,
      ])
    }
    return "`∂L/∂\(names.entry(scalar.id, of: trace))` =\n\n\(table.markdown)"
  }

  func derivative(_ term: Trace.Term) -> String {
    let node = trace.nodes[term.consumer]
    let operands = OperandNames(count: node.operands.count) {
      names.entry(node.operands[$0], of: trace)
    }
    return node.operation.derivativeWritten(
      operands, term.position, names.entry(term.consumer, of: trace))
  }

  /// Rows that hang only a little, where there are very many of them.
  private func compact(_ entry: String, _ rows: [String]) -> [String] {
    let first = wrapped("\(entry) = \(rows[0])", indent: 2)
    return [first] + rows.dropFirst().map { "  = \($0)" }
  }

  private func align(_ entry: String, _ rows: [String]) -> [String] {
    let indent = String(repeating: " ", count: entry.count)
    return rows.enumerated().map { i, row in
      (i == 0 ? entry : indent) + " = " + wrapped(row, indent: entry.count + 3)
    }
  }

  /// Breaks a long sum before a plus sign, or a long list after a comma, so that no reader has to scroll
  /// sideways.
  private func wrapped(_ row: String, indent: Int) -> String {
    let width = max(60, 94 - indent)
    if row.count <= width { return row }
    let isSum = row.contains(" + ")
    let (sign, before, after) = isSum ? (" + ", "+ ", "") : (", ", "", ",")
    var (lines, line) = ([String](), "")
    for term in row.split(separator: sign, omittingEmptySubsequences: false) {
      if !line.isEmpty && line.count + term.count + 3 > width {
        lines.append(line + after)
        line = ""
      }
      line += line.isEmpty ? (lines.isEmpty ? "" : before) + term : sign + term
    }
    let margin = "\n" + String(repeating: " ", count: indent)
    return (lines + [line]).joined(separator: margin)
  }
}
