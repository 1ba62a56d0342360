import ByHand
import Core
import Numerics
import Testing

@Suite struct TraceTests {
  @Test func `every number has its grid's name and its index`() {
    let trace = Trace()
    let grid = trace.given(.data, "x", [2, 3], [1, 2, 3, 4, 5, 6])
    #expect(grid[1, 2].name == "x[1,2]" && grid[1, 2].value == 6)
    #expect(trace.constant("one", 1).name == "one")
    let second = trace.pass("second.") { trace.grid("y", 3) { i in grid[0, i] + grid[1, i] } }
    #expect(second[1].name == "second.y[1]")
    #expect(trace.grid("y", 3) { i in grid[0, i] - grid[1, i] }[1].name == "y[1]")
  }

  @Test func `a number used twice gets the sum of two terms`() throws {
    let trace = Trace()
    let x = trace.given(.parameter, "x", [2], [3, 5])
    let y = trace.grid("y", 2) { i in x[i] * x[1 - i] }
    let loss = trace.scalar("loss") { ByHand.mean(y.scalars) }
    trace.backward(from: loss)
    // loss = (x0·x1 + x1·x0) / 2 = x0·x1
    #expect(try #require(trace["grad.x"]).values == [5, 3])
    #expect(trace.terms(of: x[0].id).count == 2)
  }

  @Test func `constants have no gradient, and unused numbers have gradient 0`() throws {
    let trace = Trace()
    let one = trace.constant("one", 1)
    let table = trace.given(.parameter, "table", [3], [1, 2, 3])
    let y = trace.grid("y", 1) { _ in table[1] + one }
    let loss = trace.scalar("loss") { meanSquare(y.scalars) }
    trace.backward(from: loss)
    #expect(trace["grad.one"] == nil)
    #expect(try #require(trace["grad.table"]).values == [0, 6, 0])
  }

  @Test func `each loss has gradients of its own, under a name of their own`() throws {
    let trace = Trace()
    let x = trace.given(.parameter, "x", [2], [3, 5])
    let product = trace.scalar("product") { x[0] * x[1] }
    trace.backward(from: product)
    let square = trace.scalar("square") { meanSquare(x.scalars) }
    trace.backward(from: square, as: "square_grad")
    #expect(try #require(trace["grad.x"]).values == [5, 3])
    #expect(try #require(trace["square_grad.x"]).values == [3, 5])
    #expect(trace.gradient(of: x[0].id) == 5 && trace.gradient(of: x[0].id, in: "square_grad") == 3)
  }

  @Test func `a frozen parameter has no gradient, and what it is multiplied with has`() throws {
    let trace = Trace()
    let w = trace.given(.frozen, "w", [2], [3, 5])
    let x = trace.given(.data, "x", [2], [1, 2])
    trace.backward(from: trace.scalar("loss") { dot(x.scalars, w.scalars) })
    #expect(trace["grad.w"] == nil)
    #expect(try #require(trace["grad.x"]).values == [3, 5])
  }

  @Test func `a rounding bound covers products that are too small to be normal numbers`() throws {
    let trace = Trace()
    let w = trace.given(.parameter, "w", [1], [3])
    let c = trace.given(.constant, "c", [1], [1.2e-162])
    let once = trace.grid("once", 1) { _ in w[0] * c[0] }
    let twice = trace.grid("twice", 1) { _ in once[0] * c[0] }
    trace.backward(from: twice[0])
    let gradient = trace.recorded("grad.w").values[0]
    let bound = try #require(trace.roundingBounds(of: "grad.w"))[0]
    // In truth it is 1.44e-324, and there is no such number.
    #expect(gradient == 0 || gradient == .leastNonzeroMagnitude)
    #expect(bound >= .leastNonzeroMagnitude && bound < 1e-300)
  }

  @Test func `a rounding bound covers a sum that cancels`() throws {
    let trace = Trace()
    let w = trace.given(.parameter, "w", [1], [1])
    let x = trace.given(.constant, "x", [3], [0.1, 0.2, -0.3])
    let y = trace.grid("y", 3) { i in w[0] * x[i] }
    trace.backward(from: trace.scalar("loss") { mean(y.scalars) })
    // In mathematics the gradient is 0; what is left is rounding.
    let gradient = try #require(trace["grad.w"]).values[0]
    let bound = try #require(trace.roundingBounds(of: "grad.w"))[0]
    #expect(gradient != 0 && gradient.magnitude < bound && bound < 1e-15)
    #expect(trace.roundingBounds(of: "y") == nil)
  }

  @Test func `a shared constant is recorded once, whatever the pass`() {
    let trace = Trace()
    let first = trace.sharedConstant("ε", 1e-5)
    let second = trace.pass("second.") { trace.sharedConstant("ε", 1e-5) }
    #expect(first.id == second.id && second.name == "ε")
  }
}
