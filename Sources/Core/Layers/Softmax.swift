import Numerics

/// Softmax over the last axis: positive numbers that add up to 1, in proportion to eˣ.
public struct Softmax<Element: RealNumber>: Sendable {
  private var output = Tensor<Element>([0])

  public init() {}

  /// y[j] = e^(x[j] − max) / Σ e^(x[i] − max). Subtracting the largest keeps e's power from
  /// overflowing and changes nothing else.
  public mutating func forward(_ x: Tensor<Element>) -> Tensor<Element> {
    output = x
    forEachRow(of: x) { row in
      let largest = x.values[row].reduce(-.infinity, Element.maximum)
      for i in row { output.values[i] = Element.exp(x.values[i] - largest) }
      let sum = output.values[row].reduce(0, +)
      for i in row { output.values[i] /= sum }
    }
    return output
  }

  /// dx[j] = y[j]·(dy[j] − Σ dy[i]·y[i])
  public func backward(_ dy: Tensor<Element>) -> Tensor<Element> {
    var dx = dy
    forEachRow(of: dy) { row in
      let mean = row.reduce(Element(0)) { $0 + dy.values[$1] * output.values[$1] }
      for i in row { dx.values[i] = output.values[i] * (dy.values[i] - mean) }
    }
    return dx
  }

  private func forEachRow(of x: Tensor<Element>, _ body: (Range<Int>) -> Void) {
    let n = x.shape[x.shape.count - 1]
    for start in stride(from: 0, to: x.count, by: n) { body(start..<start + n) }
  }
}
