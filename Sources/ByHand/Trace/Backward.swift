import Numerics

/// What walking backward from a loss has found; or from several losses that share no variable.
struct Sweep {
  /// A scalar's gradient: its line in the trace, by the scalar's line; −1 where there is none.
  fileprivate(set) var gradient: [Int]
  /// The terms of a scalar's gradient, by the scalar's line.
  fileprivate(set) var terms: [[Trace.Term]]
  /// How far rounding may have moved a scalar's gradient, by the scalar's line.
  fileprivate(set) var bound: [Double]

  /// With room for the scalars of the first `count` lines.
  fileprivate mutating func grow(to count: Int) {
    let new = max(0, count - gradient.count)
    gradient += [Int](repeating: -1, count: new)
    terms += [[Trace.Term]](repeating: [], count: new)
    bound += [Double](repeating: 0, count: new)
  }
}

/// The chain rule, edge by edge.
extension Trace {
  /// One term of a gradient: a scalar was used by `consumer`, as its operand number `position`,
  /// and the consumer's value changes by `derivative` per unit of it.
  package struct Term {
    /// The line of the step that used the scalar.
    package let consumer: Int
    /// Which of its operands the scalar was.
    package let position: Int
    /// How much the consumer changes per unit of the scalar.
    package let derivative: Double
    /// The size of the derivative's parts, which its rounding is in proportion to.
    let size: Double
    /// How far the operands' rounding may have moved the derivative.
    let error: Double
  }

  /// Walks the recording backward from the loss and records a grid `grad.NAME` for every grid
  /// that the loss depends on, constants and frozen parameters excepted.
  ///
  /// A scalar's gradient is the sum, over every step that used it, of that step's gradient times
  /// the step's derivative with respect to the scalar. Each such term is kept (`terms`).
  ///
  /// - Parameters:
  ///   - loss: A number of this recording; its own gradient is 1.
  ///   - name: What stands in place of `grad`, where two losses depend on the same variables; a word without
  ///     a dot.
  package func backward(from loss: Scalar, as name: String = "grad") {
    require(!name.contains("."), "'\(name)' cannot name these gradients")
    var sweep = sweeps[name] ?? Sweep(gradient: [], terms: [], bound: [])
    sweep.grow(to: loss.id + 1)
    for index in gridsReached(from: loss).reversed() {
      let grid = grids[index]
      let gradients = grid.scalars.map { scalar -> Scalar in
        let id = scalar.id
        sweep.terms[id].reverse()
        let gradient =
          id == loss.id
          ? note(.constant, [], 1, isVariable: false) : sum(sweep.terms[id], id, &sweep)
        sweep.gradient[id] = gradient.id
        return gradient
      }
      _ = pass("") { add("\(name).\(grid.name)", grid.shape, gradients) }
      for scalar in grid.scalars.reversed() { passOn(from: scalar.id, &sweep) }
    }
    sweeps[name] = sweep
  }

  /// Adds up the terms of a gradient, and how far rounding may have moved the sum:
  /// e = Σ |derivative|·e(consumer) + n·2⁻⁵³·Σ |term| + 4·2⁻⁵³·Σ |gradient|·size + Σ |gradient|·error
  /// + 4·2⁻¹⁰⁷⁴·Σ (1 + |gradient|)
  /// for n terms, where the third sum covers the product's rounding and the derivative's own (a
  /// derivative's size is that of its parts, which may cancel), the fourth what the derivative has of its
  /// operands' rounding, and the last what is lost where numbers become too small to be normal ones.
  private func sum(_ terms: [Term], _ id: Int, _ sweep: inout Sweep) -> Scalar {
    var (sum, total, parts, inherited, tiny) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for term in terms {
      let gradient = nodes[sweep.gradient[term.consumer]].value
      sum += gradient * term.derivative
      total += (gradient * term.derivative).magnitude
      parts += gradient.magnitude * term.size
      inherited += term.derivative.magnitude * sweep.bound[term.consumer]
      inherited += gradient.magnitude * term.error
      tiny += 1 + gradient.magnitude
    }
    let bound = inherited + 0x1p-53 * (Double(terms.count) * total + 4 * parts) + 0x1p-1072 * tiny
    sweep.bound[id] = bound.isNaN ? .infinity : bound
    return note(.chain, LineNumbers(terms.lazy.map(\.consumer)), sum, isVariable: false)
  }

  /// Hands a scalar's derivatives to its operands.
  private func passOn(from id: Int, _ sweep: inout Sweep) {
    let node = nodes[id]
    guard let derivatives = node.operation.derivatives else { return }
    let values = node.operands.map { nodes[$0].value }
    let local = derivatives(values, node.value)
    let sizes = node.operation.derivativeSizes?(values) ?? local.map(\.magnitude)
    let errors = node.operation.derivativeErrors?(node.operands.map(valueError))
    for (position, operand) in node.operands.enumerated().reversed()
    where nodes[operand].isVariable {
      sweep.terms[operand].append(
        Term(
          consumer: id, position: position, derivative: local[position], size: sizes[position],
          error: errors?[position] ?? 0))
    }
  }

  /// How far rounding may have moved a value: its own, and that of the numbers it was computed from.
  private func valueError(of id: Int) -> Double {
    let node = nodes[id]
    guard let derivatives = node.operation.derivatives else { return 0 }
    let local = derivatives(node.operands.map { nodes[$0].value }, node.value)
    return zip(local, node.operands).reduce(ownError(of: id)) {
      $0 + $1.0.magnitude * ownError(of: $1.1)
    }
  }

  /// How far one operation's rounding may have moved its result: (n + 4)·2⁻⁵³·(|result| + Σ |derivative·x|)
  /// for n operands x.
  private func ownError(of id: Int) -> Double {
    let node = nodes[id]
    guard let derivatives = node.operation.derivatives else { return 0 }
    let values = node.operands.map { nodes[$0].value }
    let parts = zip(derivatives(values, node.value), values).reduce(node.value.magnitude) {
      $0 + ($1.0 * $1.1).magnitude
    }
    return Double(values.count + 4) * 0x1p-53 * parts
  }

  /// The grids that the loss depends on, in the order computed.
  private func gridsReached(from loss: Scalar) -> [Int] {
    var reached = [Bool](repeating: false, count: nodes.count)
    reached[loss.id] = true
    for id in stride(from: loss.id, through: 0, by: -1) where reached[id] {
      guard nodes[id].operation.derivatives != nil else { continue }
      for operand in nodes[id].operands where nodes[operand].isVariable { reached[operand] = true }
    }
    return grids.indices.filter { grids[$0].scalars.contains { reached[$0.id] } }
  }
}

/// What a sweep has found, for one scalar.
extension Trace {
  /// The gradient of a scalar; 0 where the loss does not depend on it.
  package func gradient(of id: Int, in sweep: String = "grad") -> Double {
    gradientLine(of: id, in: sweep).map { nodes[$0].value } ?? 0
  }

  /// The line of a scalar's gradient; nil where the loss does not depend on it.
  package func gradientLine(of id: Int, in sweep: String = "grad") -> Int? {
    guard let found = sweeps[sweep], id < found.gradient.count, found.gradient[id] >= 0 else {
      return nil
    }
    return found.gradient[id]
  }

  /// The terms of a scalar's gradient, in the order in which the scalar was used.
  package func terms(of id: Int, in sweep: String = "grad") -> [Term] {
    guard let found = sweeps[sweep], id < found.terms.count else { return [] }
    return found.terms[id]
  }

  /// For a grid of gradients, how far rounding may have moved each from the true value; nil for any
  /// other grid. Exact derivatives and sums in any order stay within it.
  package func roundingBounds(of name: String) -> [Double]? {
    let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
    guard parts.count == 2, let sweep = sweeps[parts[0]], let grid = self[parts[1]] else {
      return nil
    }
    return grid.scalars.map { sweep.bound[$0.id] }
  }
}
