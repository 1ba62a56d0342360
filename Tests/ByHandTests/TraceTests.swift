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
    trace.prefix = "second."
    #expect(trace.grid("y", 3) { i in grid[0, i] + grid[1, i] }[1].name == "second.y[1]")
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

  /// Runs a by-hand layer and the core's on the same random numbers.
  @Test(arguments: 0..<5)
  func `layers by hand equal the core's to the last bit on random shapes`(trial: Int) {
    let draws = NamedRandom(seed: UInt64(trial))["layers"]
    var next = 0
    func size(_ range: ClosedRange<Int>) -> Int {
      next += 1
      return range.lowerBound + draws.integer(next, below: range.count)
    }
    func numbers(_ shape: [Int]) -> [Double] {
      let start = next
      next += shape.reduce(1, *)
      return (start..<next).map(draws.normal)
    }
    let trace = Trace()
    func grid(_ name: String, _ shape: [Int], _ values: [Double]) -> Grid {
      trace.given(.data, name, shape, values)
    }
    func compare(_ layer: some Module<Double>, _ x: [Double], _ shape: [Int], _ name: String)
      -> (Grid, [Grid], any Module<Double>)
    {
      var layer = layer
      layer.initialize { _, shape in numbers(shape) }
      let parameters = layer.parameters.map { grid($0.name, $0.value.shape, $0.value.values) }
      return (grid("\(name).x", shape, x), parameters, layer)
    }
    func bits(_ values: [Double]) -> [UInt64] { values.map(\.bitPattern) }

    let (c, o, h, w) = (size(1...3), size(1...3), size(2...5), size(2...5))
    let (stride, groups) = (size(1...2), size(1...2))
    let picture = [c, h, w]
    let x = numbers(picture)

    var conv = Conv2d<Double>("c", c, o, stride: stride)
    let (cx, cp, cl) = compare(conv, x, picture, "c")
    conv = cl as? Conv2d<Double> ?? conv
    let byHand = trace.conv2d("c.y", cx, weight: cp[0], bias: cp[1], stride: stride)
    #expect(bits(byHand.values) == bits(conv.forward(Tensor([1] + picture, x)).values))

    var up = ConvTranspose2d<Double>("t", c, o)
    let (tx, tp, tl) = compare(up, x, picture, "t")
    up = tl as? ConvTranspose2d<Double> ?? up
    let grown = trace.convTranspose2d("t.y", tx, weight: tp[0], bias: tp[1])
    #expect(grown.values == up.forward(Tensor([1] + picture, x)).values)

    let channels = groups * c
    let many = numbers([channels, h, w])
    var norm = GroupNorm<Double>("n", groups: groups, channels: channels)
    let (nx, np, nl) = compare(norm, many, [channels, h, w], "n")
    norm = nl as? GroupNorm<Double> ?? norm
    let epsilon = trace.constant("ε", 1e-5)
    let normed = trace.groupNorm(
      "n.y", nx, weight: np[0], bias: np[1], groups: groups, epsilon: epsilon)
    #expect(bits(normed.values) == bits(norm.forward(Tensor([1, channels, h, w], many)).values))
  }
}
