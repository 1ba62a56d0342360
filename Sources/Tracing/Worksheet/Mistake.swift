import ByHand

/// A wrong answer to a problem, and the slip that leads to it.
package struct Mistake {
  /// What sort of slip it is: of one sort at most one is told.
  package let kind: Slip.Kind
  /// What was done, as a clause: `the bias b[3] was not added`.
  package let says: String
  /// What one gets.
  package let value: Double
}

/// What can go wrong with a problem: the recipe, changed in one place. The likeliest come first.
extension Problem {
  /// - Throws: `TraceError` if the recipe of a neighbour cannot be read.
  package func mistakes(_ name: Naming) throws -> [Mistake] {
    let right = operation.value(printed)
    let all =
      operationMistakes(name) + termMistakes(right, name)
      + [Mistake(kind: .sign, says: "the sign of the result was lost", value: -right)]
      + signMistakes(name) + otherEntries(name) + exchangedRows(name)
    return all.filter { $0.value.isFinite }
  }

  /// The operation's own slips.
  private func operationMistakes(_ name: Naming) -> [Mistake] {
    operation.slips.map { slip in
      var says = slip.says
      for (i, line) in lines.enumerated() where says.contains("{") {
        says = says.replacing("{\(i)}", with: line.map(name) ?? "it")
      }
      return Mistake(kind: slip.kind, says: says, value: slip.value(printed))
    }
  }

  /// What goes wrong with one term of a sum.
  private func termMistakes(_ right: Double, _ name: Naming) -> [Mistake] {
    let terms = terms(of: printed)
    guard terms.count > 1 || isGradient else { return [] }
    if isGradient { return userMistakes(right, terms, name) }
    let half = operation === Operation.dot ? lines.count / 2 : lines.count
    return terms.enumerated().flatMap { i, term -> [Mistake] in
      let isBias = i == half
      let factors =
        operation === Operation.dot && !isBias ? [i, half + i] : [isBias ? 2 * half : i]
      let called = factors.map { lines[$0].map(name) ?? "" }.joined(separator: "·")
      let missing =
        isBias
        ? Mistake(kind: .bias, says: "the bias \(called) was not added", value: right - term)
        : Mistake(kind: .term, says: "\(called) was left out", value: right - term)
      let isSigned = operation.name != "mean_square" && factors.contains { printed[$0] < 0 }
      return [missing]
        + (isSigned
          ? [Mistake(kind: .sign, says: "a minus in \(called) was lost", value: right - 2 * term)]
          : [])
    }
  }

  /// What goes wrong with one use of a number whose gradient is asked.
  private func userMistakes(_ right: Double, _ terms: [Double], _ name: Naming) -> [Mistake] {
    let gradients = printed.prefix(users.count)
    var all: [Mistake] = []
    for (i, term) in terms.enumerated() {
      let user = name(users[i].consumer)
      if users.count > 1 {
        all.append(
          Mistake(kind: .users, says: "the use by \(user) is missing", value: right - term))
      }
      if users.count > 2 {
        all.append(Mistake(kind: .users, says: "only the use by \(user) was counted", value: term))
      }
      if users[i].derivative != 1 {
        let without = right - term + gradients[i]
        all.append(
          Mistake(
            kind: .slope, says: "the gradient of \(user) was not multiplied by the derivative",
            value: without))
      }
      if gradients[i] < 0 || printed[users.count + i] < 0 {
        all.append(
          Mistake(
            kind: .sign, says: "a minus was lost in the use by \(user)", value: right - 2 * term))
      }
    }
    if users.count > 1 && users.allSatisfy({ $0.derivative != 1 }) {
      all.append(
        Mistake(
          kind: .slope, says: "the gradients were not multiplied by the derivatives",
          value: gradients.reduce(0, +)))
    }
    return all
  }

  /// The minus of an operand lost, where the step is no sum.
  private func signMistakes(_ name: Naming) -> [Mistake] {
    guard terms(of: printed).isEmpty else { return [] }
    var seen: Set<Int> = []
    return lines.enumerated().compactMap { i, line in
      guard let line, printed[i] < 0, seen.insert(line).inserted else { return nil }
      let changed = printed.enumerated().map { lines[$0] == line ? -$1 : $1 }
      return Mistake(
        kind: .sign, says: "the minus of \(name(line)) was lost", value: operation.value(changed))
    }
  }

  /// Entries beside the one that is asked, and the one with exchanged indices; or the products beside one.
  private func otherEntries(_ name: Naming) -> [Mistake] {
    if case .product(let n) = part {
      return [(n - 1, "before"), (n + 1, "after")].compactMap { k, place in
        guard k >= 0, let other = try? Problem(trace, line: line, part: .product(k)) else {
          return nil
        }
        return Mistake(
          kind: .neighbour, says: "this is the product \(place) it", value: other.value)
      }
    }
    let index = EntryOrder.index(of: trace.lines[line].name) ?? []
    func entry(_ kind: Slip.Kind, _ other: [Int], _ why: String) -> Mistake? {
      guard let found = trace.entry(beside: line, at: other), found != line else { return nil }
      return Mistake(
        kind: kind, says: "this is \(name(found)), \(why)", value: trace.lines[found].value)
    }
    let beside = index.indices.reversed().flatMap { axis in
      [-1, 1].compactMap { step -> Mistake? in
        var other = index
        other[axis] += step
        return entry(.neighbour, other, "the entry beside it")
      }
    }
    let exchanged = index.transposed.flatMap { entry(.transposed, $0, "with exchanged indices") }
    return (exchanged.map { [$0] } ?? []) + beside
  }

  /// A sum of products in which a row of one grid was read as a column.
  private func exchangedRows(_ name: Naming) -> [Mistake] {
    guard operation === Operation.dot, part == .whole else { return [] }
    let half = printed.count / 2
    return [0..<half, half..<2 * half].compactMap { group in
      var (changed, isChanged) = (printed, false)
      for i in group {
        guard let line = lines[i],
          let index = EntryOrder.index(of: trace.lines[line].name)?.transposed,
          let other = trace.entry(beside: line, at: index)
        else { return nil }
        changed[i] = TypedNumber.shown(trace.lines[other].value, decimals: 9)
        isChanged = isChanged || other != line
      }
      guard isChanged, let line = lines[group.lowerBound] else { return nil }
      let grid = name(line).prefix { $0 != "[" }
      return Mistake(
        kind: .rowsAndColumns, says: "rows and columns of \(grid) were exchanged",
        value: operation.value(changed))
    }
  }
}

extension [Int] {
  /// The index with its last two numbers exchanged; nil where it has only one.
  fileprivate var transposed: [Int]? {
    count < 2 ? nil : Array(dropLast(2)) + [self[count - 1], self[count - 2]]
  }
}

extension RecordedTrace {
  /// The entry of a line's grid at another index; nil where there is none.
  fileprivate func entry(beside line: Int, at index: [Int]) -> Int? {
    guard index.allSatisfy({ $0 >= 0 }) else { return nil }
    let grid = lines[line].name.prefix { $0 != "[" }
    return find("\(grid)[\(index.map(String.init).joined(separator: ","))]")
  }
}
