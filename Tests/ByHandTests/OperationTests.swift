import ByHand
import Numerics
import TestSupport
import Testing

@Suite struct OperationTests {
  static let differentiable = Operation.all.values.filter { $0.derivatives != nil }.map(\.name)
    .sorted()

  @Test(arguments: differentiable)
  func `an operation's derivatives are its slopes`(name: String) throws {
    let operation = try #require(Operation.all[name])
    let derivatives = try #require(operation.derivatives)
    let draws = NamedRandom(seed: 7)[name]
    for trial in 0..<5 {
      let count = min(operation.counts.upperBound, operation.counts.lowerBound + 5)
      // Positive operands suit roots and quotients as well.
      let values = (0..<count).map { 0.2 + 2 * draws.uniform(trial * count + $0) }
      let slopes = derivatives(values, operation.value(values))
      #expect(slopes.count == count)
      for i in values.indices {
        let h = 1e-6
        var (above, below) = (values, values)
        above[i] += h
        below[i] -= h
        let slope = (operation.value(above) - operation.value(below)) / (2 * h)
        #expect((slope - slopes[i]).magnitude < 1e-7, "\(name), operand \(i)")
      }
      #expect(
        !operation.derivativeWritten(OperandNames(count: values.count) { _ in "x" }, 0, "y").isEmpty
      )
    }
  }

  @Test(
    arguments: Operation.all.values.filter { !$0.isGiven && $0 !== Operation.chain }.map(\.name))
  func `an operation's written formula and its steps give its value`(name: String) throws {
    let operation = try #require(Operation.all[name])
    let draws = NamedRandom(seed: 8)[name]
    for trial in 0..<20 {
      let count = min(operation.counts.upperBound, operation.counts.lowerBound + 5)
      // Signs where an operation allows them: roots and logarithms give no number then.
      var values = (0..<count).map {
        (4 * draws.uniform(trial * 16 + $0) - 1.3).roundedToTwoDecimals
      }
      if operation === Operation.rootAtLeast { values[0] = values[0].magnitude }
      if operation === Operation.debias { values[2] = Double(1 + trial % 3) }
      if operation === Operation.softmax || operation === Operation.negativeLogLikelihood {
        values[0] = values[1 + trial % (count - 1)]
      }
      let value = operation.value(values)
      if !value.isFinite { continue }
      let shown = try #require(Calculator.value(of: value.shown(decimals: 9)))
      let written = operation.written(values.map { $0.shownAsTerm(decimals: 9) })
      let result = try #require(Calculator.value(of: written), "\(written)")
      // Tight enough to tell a wrong formula; rounding to two decimals has its own width.
      let width = operation === Operation.twoDecimals ? 0.011 : 1e-4 * max(1, value.magnitude)
      #expect(result.meets(shown) && result.high - result.low < width, "\(written) = \(value)")
      for step in operation.steps(values) {
        #expect(try #require(Calculator.value(of: step)).meets(shown), "\(step) = \(value)")
      }
    }
  }

  @Test func `a dot product adds from left to right and writes itself so`() {
    #expect(Operation.dot.value([1, 2, 3, 4]) == 11)
    #expect(Operation.dot.value([1e16, 1, -1e16, 1, 1, 1]) == 0)  // 1e16 + 1 is 1e16
    #expect(Operation.dot.written(["a", "b", "c", "d", "e"]) == "a·c + b·d + e")
    #expect(Operation.dot.steps([1, 2, 3, -4, 0.5]) == ["3 + (−8) + 0.50"])
  }
}
