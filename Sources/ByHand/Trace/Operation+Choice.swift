import Numerics

/// What choosing a token needs, and softmax from one block to the next.
extension Operation {
  static let choice = [largest, countReached]

  /// max(x₀, …, xₙ₋₁)
  package static let largest = Operation(
    "max", takes: 1...Int.max, value: { $0.reduce(-.infinity, Double.maximum) },
    derivatives: { v, largest in
      let first = v.firstIndex(of: largest)
      return v.indices.map { $0 == first ? 1 : 0 }
    },
    written: { "max(\($0.joined(separator: ", ")))" },
    derivativeWritten: { names, i, largest in "[\(names[i]) = \(largest)]" },
    formula: { c in "\(c.largest(c.all))" },
    derivativeFormula: { c, i, largest in
      // Of equal ones the first.
      let reaches = "\(c[i])>=\(largest)"
      return i == 0
        ? "IF(\(reaches),1,0)" : "IF(AND(\(reaches),\(largest)>\(c.largest(0..<i))),1,0)"
    },
    script: "return largest(v, 0, n);",
    derivativeScript: """
      let first = 0;
      while (first < n && v[first] !== result) first++;
      return i === first ? 1 : 0;
      """)

  /// Operands u, c₀ … cₙ₋₁: how many of the c are not above u. A comparison in brackets is 1 where it is
  /// true, and else 0.
  package static let countReached = Operation(
    "count_reached", takes: 2...Int.max,
    value: { v in Double(v.dropFirst().count { v[0] >= $0 }) },
    written: { v in v.dropFirst().map { "[\(v[0]) ≥ \($0)]" }.joined(separator: " + ") },
    steps: { v in
      v.count == 2
        ? [] : [v.dropFirst().map { v[0] >= $0 ? "1" : "0" }.joined(separator: " + ")]
    },
    formula: { c in
      Formula(
        terms: (1..<c.count).map {
          FormulaTerm("IF(\(c[0])>=\(c[$0]),1,0)", value: c.value(0) >= c.value($0) ? 1 : 0)
        })
    },
    script: "return sum(n - 1, k => v[0] >= v[k + 1] ? 1 : 0);",
    groups: { [1, $0 - 1] })
}
