import ByHand
import ChapterKit
import Core
import Numerics
import Terminal
import Testing

@Suite struct TwinsTests {
  /// What `verify` says of a trace and a core with these tensors.
  func verify(_ trace: Trace, _ core: [(name: String, tensor: Tensor<Double>)]) -> String {
    let recorder = Recorder<Double>()
    for (name, tensor) in core { recorder.record(name, tensor) }
    do {
      _ = try Comparison(byHand: trace, core: recorder).verify()
      return "agree"
    } catch { return (error as? Failure)?.message ?? "\(error)" }
  }

  @Test func `a mismatch is reported with the name of the first differing number`() {
    let trace = Trace()
    trace.given(.data, "x", [2, 2], [1, 2, 3, 4])
    func verify(_ values: [Double]) -> String {
      self.verify(trace, [("x", Tensor([2, 2], values))])
    }
    #expect(verify([1, 2, 3, 4]) == "agree")
    #expect(verify([1, 2, 3.0.nextUp, 4]).hasPrefix("x[1,0] is 3.0 by hand and 3.0000000"))
    #expect(verify([1, 2, .nan, 4]).hasPrefix("x[1,0]"))
    #expect(verify([1, 2, .infinity, 4]).hasPrefix("x[1,0]"))
    #expect(self.verify(trace, []).contains("the core has no such tensor"))
    let both = [("x", Tensor([2, 2], [1, 2, 3, 4])), ("z", Tensor<Double>(scalar: 1))]
    #expect(self.verify(trace, both).contains("z, but it was not done by hand"))
  }

  @Test func `shapes must be equal, but for a batch of one`() {
    let trace = Trace()
    trace.given(.data, "x", [2, 2], [1, 2, 3, 4])
    func verify(_ shape: [Int]) -> String {
      self.verify(trace, [("x", Tensor(shape, [1, 2, 3, 4]))])
    }
    #expect(verify([1, 2, 2]) == "agree")
    #expect(verify([4]).contains("[2, 2] by hand and [4] in the core"))
    #expect(verify([1, 1, 2, 2]).contains("by hand and"))
  }

  @Test func `an overflow is called one, with the first number that overflowed`() {
    let trace = Trace()
    let x = trace.given(.data, "x", [2], [1, 1e300])
    let y = trace.grid("y", 2) { i in x[i] * x[i] }
    trace.grid("z", 2) { i in y[i] - y[i] }
    #expect(verify(trace, []).contains("overflow: y[1] is inf"))
  }

  /// loss = mean((x·w)²), whose gradients are sums of several terms.
  func summed() -> (Trace, [(name: String, tensor: Tensor<Double>)]) {
    let trace = Trace()
    let x = trace.given(.data, "x", [3, 2], [0.1, -0.7, 1.3, 0.6, 0.9, -2.1])
    let w = trace.given(.parameter, "w", [2], [0.3, 1.7])
    let y = trace.grid("y", 3) { i in dot(x.row(i), w.scalars) }
    trace.backward(from: trace.scalar("loss") { meanSquare(y.scalars) })
    return (trace, trace.grids.map { ($0.name, Tensor($0.shape, $0.values)) })
  }

  @Test func `a gradient may differ by a few roundings, and by no more`() {
    let (trace, core) = summed()
    func verify(_ name: String, moved ulps: Double) -> String {
      self.verify(
        trace,
        core.map { item in
          guard item.name == name else { return item }
          var tensor = item.tensor
          tensor.values[1] += ulps * tensor.values[1].ulp
          return (item.name, tensor)
        })
    }
    #expect(verify("grad.w", moved: 2) == "agree")
    #expect(verify("grad.w", moved: 200).hasPrefix("grad.w[1]"))
    #expect(verify("y", moved: 1).hasPrefix("y[1]"))
  }

  @Test func `only computed numbers are counted`() throws {
    let (trace, core) = summed()
    let recorder = Recorder<Double>()
    for (name, tensor) in core { recorder.record(name, tensor) }
    let comparison = Comparison(byHand: trace, core: recorder)
    let checks = try comparison.verify()
    #expect(checks.reduce(0) { $0 + $1.given } == 6 + 2 + 1)  // x, w, and grad.loss = 1
    #expect(checks.reduce(0) { $0 + $1.computed } == trace.nodes.count - 9)
    #expect(
      comparison.sentence(for: ["y"]) == "✓ by hand = core: 3 of 3 equal to the last bit.")
    #expect(
      comparison.sentence(for: ["x", "y"])
        == "✓ by hand = core: 3 of 3 equal to the last bit (6 more are given to both).")
  }
}
