import Numerics
import Testing

@testable import Core

/// Loops in one go and on several threads against the formulas, step by step: every bit must be equal.
@Suite struct RowTests {
  /// Rows of which eight fill a block, do not, or are shared out; of one entry, and of some hundred.
  static let shapes = [[1, 1], [8, 3], [13, 16], [64, 64], [1000, 60], [3, 40_000]]

  func numbers<Element: RealNumber>(_ shape: [Int], _ name: String) -> Tensor<Element> {
    let draws = NamedRandom(seed: 9)[name]
    return Tensor(shape, (0..<shape.reduce(1, *)).map { Element(3 * draws.normal($0)) })
  }

  /// The same result for 1 to 4 threads.
  func onThreads<Result: Equatable>(_ body: () -> Result) -> Result {
    let before = Threads.count
    defer { Threads.count = before }
    Threads.count = 1
    let alone = body()
    for count in 2...4 {
      Threads.count = count
      let isEqual = body() == alone
      #expect(isEqual, "\(count) threads")
    }
    return alone
  }

  func expectSoftmax<Element: RealNumber>(_ shape: [Int], _: Element.Type) {
    let n = shape[1]
    var x: Tensor<Element> = numbers(shape, "x")
    if n > 1 { x.values[1] = -.infinity }  // masked
    let dy: Tensor<Element> = numbers(shape, "dy")
    let powers = x.combined(withRows: x.largestOfColumns()) { Element.exp($0 - $1) }
    let y = powers.combined(withRows: powers.sumOfColumns(), /)
    let dx = y * dy.combined(withRows: dy.sumOfColumns(times: y), -)
    let isEqual =
      onThreads { x.softmaxOfRows(length: n) } == y
      && onThreads { y.softmaxGradient(dy, length: n) } == dx
    #expect(isEqual, "\(shape)")
  }

  @Test(arguments: shapes) func `softmax of rows is its formula`(shape: [Int]) {
    expectSoftmax(shape, Double.self)
    expectSoftmax(shape, Float.self)
  }

  func expectNormalization<Element: RealNumber>(_ shape: [Int], _: Element.Type) {
    let (x, d): (Tensor<Element>, Tensor<Element>) = (numbers(shape, "x"), numbers(shape, "d"))
    func results(_ recorder: Recorder<Element>?) -> [Tensor<Element>] {
      var norm = Normalization<Element>("n")
      norm.forward(x, rowLength: shape[1], rows: [shape[0]], recorder)
      return [norm.normalized, norm.backward(d, rowLength: shape[1], rows: [shape[0]], recorder)]
    }
    let isEqual = onThreads { results(nil) } == results(Recorder())
    #expect(isEqual, "\(shape)")
  }

  @Test(arguments: shapes) func `normalized rows are those of the recorded steps`(shape: [Int]) {
    expectNormalization(shape, Double.self)
    expectNormalization(shape, Float.self)
  }

  @Test func `a scale and a shift for each batch entry, entry by entry`() {
    let (batch, positions, features) = (70, 9, 40)
    let shape = [batch, positions, features]
    let (x, b): (Tensor<Float>, Tensor<Float>) = (numbers(shape, "x"), numbers(shape, "b"))
    let scale: Tensor<Float> = numbers([batch, features], "scale")
    let shift: Tensor<Float> = numbers([batch, features], "shift")
    var (scaled, shifted) = (x, x)
    var (sums, products) = (Tensor<Float>(scale.shape), Tensor<Float>(scale.shape))
    for n in 0..<batch {
      for i in 0..<positions {
        for j in 0..<features {
          scaled[n, i, j] = x[n, i, j] * scale[n, j]
          shifted[n, i, j] = x[n, i, j] * scale[n, j] + shift[n, j]
          sums[n, j] += x[n, i, j]
          products[n, j] += x[n, i, j] * b[n, i, j]
        }
      }
    }
    let isEqual =
      onThreads {
        [
          x.scalingPositions(by: scale), x.scalingPositions(by: scale, plus: shift),
          x.sumOfPositions(),
          x.sumOfPositions(times: b),
        ]
      } == [scaled, shifted, sums, products]
    #expect(isEqual)
  }

  @Test func `sums and scales of columns are the same on any number of threads`() {
    let (x, b): (Tensor<Float>, Tensor<Float>) = (
      numbers([700, 130], "x"), numbers([700, 130], "b")
    )
    let (scale, shift): (Tensor<Float>, Tensor<Float>) = (numbers([130], "s"), numbers([130], "t"))
    let results = onThreads {
      var (sums, products, moved) = (scale, shift, x)
      sums.addColumnSums(of: x)
      products.addColumnSums(of: x, times: b)
      moved.addToColumns(shift)
      moved += b
      return [
        sums, products, moved, x + b, x - b, x * b, 3 * x, x.scalingColumns(by: scale),
        x.scalingColumns(by: scale, plus: shift),
      ]
    }
    var sums = scale
    for i in 0..<700 { for j in 0..<130 { sums[j] += x[i, j] } }
    #expect(results[0] == sums)
    let differences = x.values.indices.filter {
      results[3].values[$0] != x.values[$0] + b.values[$0]
        || results[4].values[$0] != x.values[$0] - b.values[$0]
        || results[5].values[$0] != x.values[$0] * b.values[$0]
        || results[6].values[$0] != 3 * x.values[$0]
    }
    #expect(differences.isEmpty)
  }

  @Test(arguments: [(3, 20, 70), (2, 8, 8), (5, 3, 1), (40, 24, 300)])
  func `sums of channels add a batch's pictures in their order`(
    batch: Int, channels: Int, area: Int
  ) {
    let shape = [batch, channels, 1, area]
    let (a, b): (Tensor<Float>, Tensor<Float>) = (numbers(shape, "a"), numbers(shape, "b"))
    let start: Tensor<Float> = numbers([channels], "start")
    var (sums, products) = (start, start)
    for n in 0..<batch {
      for c in 0..<channels {
        for i in 0..<area {
          sums[c] += a[n, c, 0, i]
          products[c] += a[n, c, 0, i] * b[n, c, 0, i]
        }
      }
    }
    let results = onThreads {
      var (ours, oursTimes) = (start, start)
      ours.addChannelSums(of: a)
      oursTimes.addChannelSums(of: a, times: b)
      return [ours, oursTimes]
    }
    #expect(results == [sums, products])
  }

  @Test(arguments: [0..<1, 1..<2, 0..<8, 3..<12, 4..<9, 101..<9_000])
  func `normal draws made together are those made one by one`(range: Range<Int>) {
    let draws = NamedRandom(seed: 9)["draws"]
    let results = onThreads {
      Tensor<Double>([range.count], normals: draws, from: range.lowerBound)
    }
    #expect(results.values == range.map(draws.normal))
  }

  @Test func `an average that moves, and joined and split channels, on any number of threads`() {
    let shape = [300, 70, 3]
    let (x, b): (Tensor<Float>, Tensor<Float>) = (numbers(shape, "x"), numbers(shape, "b"))
    let average = onThreads {
      var average = x
      average.mix(0.75, with: b, 0.25)
      return average
    }
    #expect(average == 0.75 * x + 0.25 * b)
    let parts = onThreads {
      let joined = x.concatenatedOnChannels(with: b)
      let (first, second) = joined.splitOnChannels(at: 70)
      return [joined, first, second]
    }
    #expect(parts[1] == x && parts[2] == b)
    #expect(parts[0][7, 69, 1] == x[7, 69, 1] && parts[0][7, 70, 2] == b[7, 0, 2])
    let (nothing, all) = x.splitOnChannels(at: 0)
    #expect(nothing.shape == [300, 0, 3] && all == x)
    #expect(nothing.concatenatedOnChannels(with: x) == x)
  }

  @Test func `AdamW in one go is AdamW step by step`() {
    func trained(_ update: (inout AdamW<Float>, inout Linear<Float>) -> Void) -> [Tensor<Float>] {
      var layer = Linear<Float>("l", 300, 250)
      var optimizer = AdamW<Float>(learningRate: 0.01)
      layer.weight.value = numbers([250, 300], "weight")
      for step in 1...3 {
        layer.weight.gradient = numbers([250, 300], "gradient \(step)")
        update(&optimizer, &layer)
      }
      return layer.parameters.map(\.value)
    }
    let recorded = trained { $0.update(&$1, Recorder()) }
    let isEqual = onThreads { trained { $0.update(&$1) } } == recorded
    #expect(isEqual)
  }
}

extension RowTests {
  func expectParts<Function: Activation, Element: RealNumber>(
    _: Function.Type, _: Element.Type
  ) {
    let (x, dy): (Tensor<Element>, Tensor<Element>) = (
      numbers([70_000], "x"), numbers([70_000], "d")
    )
    let results = onThreads {
      var layer = Pointwise<Function, Element>()
      return [layer.forward(x), layer.backward(dy)]
    }
    let isEqual =
      results == [x.map(Function.value), x.zip(dy) { $1 * Function.derivative($0) }]
    #expect(isEqual, "\(Function.self)")
  }

  @Test func `an activation's fast loops are its value and derivative, number by number`() {
    expectParts(SiLU.self, Float.self)
    expectParts(SiLU.self, Double.self)
    expectParts(GELU.self, Float.self)
    expectParts(GELU.self, Double.self)
    expectParts(GELUTanh.self, Float.self)
    expectParts(GELUTanh.self, Double.self)
  }
}
