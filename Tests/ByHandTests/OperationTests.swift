import ByHand
import Numerics
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
      #expect(!operation.derivativeWritten(values.map { _ in "x" }, 0).isEmpty)
    }
  }

  @Test func `a dot product adds from left to right and writes itself so`() {
    #expect(Operation.dot.value([1, 2, 3, 4]) == 11)
    #expect(Operation.dot.value([1e16, 1, -1e16, 1, 1, 1]) == 0)  // 1e16 + 1 is 1e16
    #expect(Operation.dot.written(["a", "b", "c", "d", "e"]) == "a·c + b·d + e")
    #expect(Operation.dot.steps([1, 2, 3, -4, 0.5]) == ["3 + (−8) + 0.50"])
  }
}
