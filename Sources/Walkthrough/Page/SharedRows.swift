import ByHand
import Numerics

/// Entries in numbers, short: in a product of matrices every row is a factor of many entries, so it is written
/// once, with a name, and an entry is `A3·B5` in place of all its products.
struct SharedRows {
  /// An entry as a sum: two rows, multiplied number by number, and what is added besides.
  struct Entry {
    let name: String
    var left: [String] = []
    var right: [String] = []
    var rest: [String] = []
    /// What the rest is divided by, as in a softmax: a sum of its own, and what it comes to.
    var divisor: [String] = []
    var divisorSum = ""
    let result: String
  }

  /// What the names mean.
  static let legend = "A0·B0 means: multiply the two rows number by number, and add up"

  // excerpt SharedRows
  /// The lines of a grid's entries.
  static func lines(_ entries: [Entry]) -> [String] {
    let plain = entries.map { line($0, [:], [:], [:]) }
    let (a, b) = (names("A", entries.map(\.left)), names("B", entries.map(\.right)))
    let sums = names("A", entries.map(\.divisor))
    let rows = (a.list + b.list).map { "\($0.name) = \(list($0.row))" }
    let totals = Dictionary(
      entries.map { ($0.divisor, $0.divisorSum) }, uniquingKeysWith: { first, _ in first })
    let divisors = sums.list.map {
      "\($0.name) = \($0.row.joined(separator: " + "))\(totals[$0.row] ?? "")"
    }
    let short = entries.map { line($0, a.names, b.names, sums.names) }
    let named = (rows.isEmpty ? [] : [legend]) + rows + divisors + short
    return (size(named) < size(plain) ? named : plain).map { broken($0) }
  }
  // end excerpt

  /// Names for the rows that occur more than once, in the order in which they do.
  private static func names(_ letter: String, _ rows: [[String]]) -> (
    names: [[String]: String], list: [(name: String, row: [String])]
  ) {
    let counts = Dictionary(rows.map { ($0, 1) }, uniquingKeysWith: +)
    var (names, list) = ([[String]: String](), [(name: String, row: [String])]())
    for row in rows where row.count > 1 && counts[row] ?? 0 > 1 && names[row] == nil {
      let name = "\(letter)\(list.count)"
      names[row] = name
      list.append((name, row))
    }
    return (names, list)
  }

  private static func line(
    _ entry: Entry, _ a: [[String]: String], _ b: [[String]: String], _ sums: [[String]: String]
  ) -> String {
    var terms = entry.rest
    if entry.left.isEmpty || a[entry.left] == nil && b[entry.right] == nil {
      terms = zip(entry.left, entry.right).map { "\($0)·\($1)" } + terms
    } else {
      func row(_ numbers: [String], _ name: String?) -> String {
        name ?? "(\(list(numbers)))"
      }
      terms.insert("\(row(entry.left, a[entry.left]))·\(row(entry.right, b[entry.right]))", at: 0)
    }
    if terms.isEmpty { return "\(entry.name) = \(entry.result)" }
    let sum = terms.joined(separator: " + ")
    if entry.divisor.isEmpty { return "\(entry.name) = \(sum) = \(entry.result)" }
    let divisor = sums[entry.divisor] ?? "(\(entry.divisor.joined(separator: " + ")))"
    return "\(entry.name) = \(sum) / \(divisor) = \(entry.result)"
  }

  /// A row, its negative numbers without the brackets that a sum needs.
  private static func list(_ row: [String]) -> String {
    row.map { $0.hasPrefix("(−") ? String($0.dropFirst().dropLast()) : $0 }
      .joined(separator: ", ")
  }

  private static func size(_ lines: [String]) -> Int { lines.reduce(0) { $0 + $1.count + 1 } }

  /// A line broken before a sign or after a comma, so that no reader has to scroll sideways.
  private static func broken(_ line: String, width: Int = 94) -> String {
    if line.count <= width { return line }
    var pieces: [String] = []
    for word in line.split(separator: " ") {
      if pieces.isEmpty || ["+", "="].contains(word) || pieces.last?.hasSuffix(",") == true {
        pieces.append(String(word))
      } else {
        pieces[pieces.count - 1] += " \(word)"
      }
    }
    var lines = [pieces[0]]
    for piece in pieces.dropFirst() {
      if lines[lines.count - 1].count + piece.count + 1 > width {
        lines.append("  " + piece)
      } else {
        lines[lines.count - 1] += " \(piece)"
      }
    }
    return lines.joined(separator: "\n")
  }
}

extension Worked {
  /// One entry's numbers, for a list in which rows are shared.
  func shared(_ scalar: Scalar) -> SharedRows.Entry {
    let node = trace.nodes[scalar.id]
    let (name, result) = (names.entry(scalar.id, of: trace), result(scalar.id))
    var entry = SharedRows.Entry(name: name, result: result)
    let values = node.operands.map { term($0) }
    let n = values.count / 2
    if node.operation === Operation.dot && n > 1 {
      (entry.left, entry.right) = (Array(values[..<n]), Array(values[n..<2 * n]))
      entry.rest = Array(values.suffix(values.count % 2))
    } else if node.operation === Operation.softmax {
      let powers = values.map { $0.hasPrefix("(") ? "exp\($0)" : "exp(\($0))" }
      (entry.rest, entry.divisor) = ([powers[0]], Array(powers.dropFirst()))
      if !node.operands.contains(where: blanks.contains) {
        let sum = node.operands.dropFirst().reduce(0) { $0 + Double.exp(trace.nodes[$1].value) }
        entry.divisorSum = " = \(sum.shown)"
      }
    } else if !node.operation.isGiven {
      entry.rest = [node.operation.written(values)]
    }
    return entry
  }

  /// One gradient's numbers, for a list in which rows are shared: of a number that was used twice by the same,
  /// as in a softmax, the first use stands apart.
  func sharedGradient(_ scalar: Scalar) -> SharedRows.Entry {
    let terms = trace.terms(of: scalar.id)
    var entry = SharedRows.Entry(
      name: "∂L/∂" + names.entry(scalar.id, of: trace),
      result: blanks.gap(trace.gradientLine(of: scalar.id)) ?? trace.gradient(of: scalar.id).shown)
    for (n, term) in terms.enumerated() {
      let user =
        blanks.mark(trace.gradientLine(of: term.consumer))
        ?? trace.gradient(of: term.consumer).shownAsTerm
      let isAgain = terms[(n + 1)...].contains { $0.consumer == term.consumer }
      if derivative(term) == "1" {
        entry.rest.append(user)
      } else if terms.count == 1 || isAgain {
        entry.rest.append("\(user)·\(term.derivative.shownAsTerm)")
      } else {
        entry.left.append(user)
        entry.right.append(term.derivative.shownAsTerm)
      }
    }
    return entry
  }
}
