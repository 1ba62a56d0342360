import Numerics
import Testing

@testable import Core

/// Convolutions against the plain loops, with batches that are cut into groups of pictures and not.
@Suite struct ConvolutionTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var (batch, inputs, outputs): (Int, Int, Int)
    var (height, width): (Int, Int)
    var (kernel, stride, padding): (Int, Int, Int)
    var testDescription: String {
      "\(batch) of \(inputs)×\(height)×\(width) to \(outputs), \(kernel) by \(stride), \(padding)"
    }

    init(_ b: Int, _ c: Int, _ o: Int, _ h: Int, _ w: Int, _ k: Int, _ s: Int, _ p: Int) {
      (batch, inputs, outputs, height, width) = (b, c, o, h, w)
      (kernel, stride, padding) = (k, s, p)
    }
  }

  static let cases = [
    Case(1, 1, 1, 4, 4, 3, 1, 1), Case(33, 2, 3, 4, 4, 3, 1, 1), Case(5, 3, 17, 9, 8, 3, 1, 1),
    Case(20, 2, 2, 6, 4, 3, 2, 1), Case(3, 2, 4, 20, 19, 3, 1, 1), Case(40, 1, 2, 5, 5, 1, 1, 0),
    Case(7, 2, 2, 3, 7, 5, 1, 2), Case(18, 3, 2, 5, 4, 4, 1, 2), Case(9, 2, 2, 7, 7, 2, 3, 0),
    Case(2, 1, 1, 2, 2, 5, 1, 2),
  ]

  func numbers(_ shape: [Int], _ name: String) -> Tensor<Double> {
    let draws = NamedRandom(seed: 16)[name]
    return Tensor(shape, (0..<shape.reduce(1, *)).map(draws.normal))
  }

  /// Visits each product of a convolution, in the order in which an output adds them: the offsets
  /// of output, input and weight.
  func forEachProduct(_ c: Case, _ output: [Int], _ body: (Int, Int, Int) -> Void) {
    for y in 0..<output.reduce(1, *) {
      let (q, r) = (y % output[3], y / output[3] % output[2])
      let (o, n) = (y / output[3] / output[2] % output[1], y / output[3] / output[2] / output[1])
      for tap in 0..<c.inputs * c.kernel * c.kernel {
        let (j, i, ch) = (
          tap % c.kernel, tap / c.kernel % c.kernel, tap / c.kernel / c.kernel
        )
        let (row, column) = (r * c.stride + i - c.padding, q * c.stride + j - c.padding)
        guard (0..<c.height).contains(row), (0..<c.width).contains(column) else { continue }
        body(
          y, ((n * c.inputs + ch) * c.height + row) * c.width + column,
          o * c.inputs * c.kernel * c.kernel + tap)
      }
    }
  }

  @Test(arguments: cases)
  func `equals the plain loops`(c: Case) {
    var layer = Conv2d<Double>(
      "c", c.inputs, c.outputs, kernel: c.kernel, stride: c.stride, padding: c.padding)
    layer.weight.value = numbers(layer.weight.value.shape, "weight")
    layer.bias.value = numbers([c.outputs], "bias")
    let x = numbers([c.batch, c.inputs, c.height, c.width], "x")
    let y = layer.forward(x)
    var plain = Tensor<Double>(y.shape)
    forEachProduct(c, y.shape) {
      plain.values[$0] += x.values[$1] * layer.weight.value.values[$2]
    }
    let area = y.shape[2] * y.shape[3]
    for i in plain.values.indices {
      plain.values[i] += layer.bias.value.values[i / area % c.outputs]
    }
    let isEqual = y == plain
    #expect(isEqual)

    let dy = numbers(y.shape, "dy")
    let dx = layer.backward(dy)
    var (plainDx, plainDw) = (Tensor<Double>(x.shape), Tensor<Double>(layer.weight.value.shape))
    forEachProduct(c, y.shape) {
      plainDx.values[$1] += dy.values[$0] * layer.weight.value.values[$2]
      plainDw.values[$2] += dy.values[$0] * x.values[$1]
    }
    #expect(largestDifference(dx, plainDx) < 1e-12)
    #expect(largestDifference(layer.weight.gradient, plainDw) < 1e-11)
  }

  static let transposedCases = [
    Case(1, 1, 1, 2, 2, 4, 2, 1), Case(20, 2, 3, 4, 4, 4, 2, 1), Case(3, 17, 16, 9, 8, 4, 2, 1),
    Case(5, 2, 2, 3, 4, 2, 3, 0), Case(5, 2, 2, 3, 4, 2, 3, 1), Case(19, 2, 3, 4, 3, 3, 1, 1),
    Case(2, 3, 2, 5, 4, 5, 3, 2), Case(4, 1, 2, 1, 1, 3, 2, 0),
  ]

  @Test(arguments: transposedCases)
  func `transposed, equals the plain loops`(c: Case) {
    var layer = ConvTranspose2d<Double>(
      "t", c.inputs, c.outputs, kernel: c.kernel, stride: c.stride, padding: c.padding)
    layer.weight.value = numbers(layer.weight.value.shape, "weight")
    layer.bias.value = numbers([c.outputs], "bias")
    let x = numbers([c.batch, c.inputs, c.height, c.width], "x")
    let y = layer.forward(x)
    let dy = numbers(y.shape, "dy")
    let dx = layer.backward(dy)
    var plain = Tensor<Double>(y.shape)
    var (plainDx, plainDw) = (Tensor<Double>(x.shape), Tensor<Double>(layer.weight.value.shape))
    // Inputs in their order, so that each output adds them in it.
    for i in x.values.indices {
      let (v, u) = (i % c.width, i / c.width % c.height)
      let (ch, n) = (
        i / c.width / c.height % c.inputs, i / c.width / c.height / c.inputs
      )
      for w in 0..<c.outputs * c.kernel * c.kernel {
        let (o, ki, kj) = (w / c.kernel / c.kernel, w / c.kernel % c.kernel, w % c.kernel)
        let (r, q) = (u * c.stride + ki - c.padding, v * c.stride + kj - c.padding)
        guard (0..<y.shape[2]).contains(r), (0..<y.shape[3]).contains(q) else { continue }
        let out = ((n * c.outputs + o) * y.shape[2] + r) * y.shape[3] + q
        let entry = ch * c.outputs * c.kernel * c.kernel + w
        plain.values[out] += x.values[i] * layer.weight.value.values[entry]
        plainDx.values[i] += dy.values[out] * layer.weight.value.values[entry]
        plainDw.values[entry] += dy.values[out] * x.values[i]
      }
    }
    let area = y.shape[2] * y.shape[3]
    for i in plain.values.indices {
      plain.values[i] += layer.bias.value.values[i / area % c.outputs]
    }
    let isEqual = y == plain
    #expect(isEqual)
    #expect(largestDifference(dx, plainDx) < 1e-12)
    #expect(largestDifference(layer.weight.gradient, plainDw) < 1e-11)
  }

  func largestDifference(_ a: Tensor<Double>, _ b: Tensor<Double>) -> Double {
    (a - b).values.map(\.magnitude).max() ?? 0
  }

  @Test(arguments: 2...4)
  func `has the same bits for any number of threads`(threads: Int) {
    var layer = Conv2d<Float>("c", 16, 16)
    layer.weight.value = numbers(layer.weight.value.shape, "weight").converted()
    let x: Tensor<Float> = numbers([25, 16, 16, 16], "x").converted()
    func results(_ count: Int) -> [Tensor<Float>] {
      let before = Threads.count
      Threads.count = count
      defer { Threads.count = before }
      var layer = layer
      let y = layer.forward(x)
      return [y, layer.backward(y), layer.weight.gradient, layer.bias.gradient]
    }
    let isEqual = results(threads) == results(1)
    #expect(isEqual)
  }
}
