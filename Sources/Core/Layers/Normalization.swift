import Numerics

/// What group norm and layer norm share: rows of numbers are brought to mean 0 and variance 1.
///
/// With n numbers a row: mean = Σx / n, centered = x − mean, variance = Σ centered² / n (biased),
/// std = √(variance + ε), normalized = centered / std.
struct Normalization<Element: RealNumber>: Sendable {
  static var epsilon: Element { 1e-5 }
  /// The norm that it works for: its steps are recorded under this name.
  let name: String
  private var std = Tensor<Element>([0])
  private(set) var normalized = Tensor<Element>([0])

  init(_ name: String) { self.name = name }

  /// Each run of n numbers is a row; `rows` is the shape of what there is one of for each row.
  ///
  /// Step by step where a recorder wants to see the steps; else all of them in one go, with the same bits.
  mutating func forward(
    _ x: Tensor<Element>, rowLength n: Int, rows: [Int], _ recorder: Recorder<Element>?
  ) {
    if let recorder {
      forwardInSteps(x, rowLength: n, rows: rows, recorder)
    } else {
      (normalized, std) = x.normalizedRows(length: n, epsilon: Self.epsilon)
    }
  }

  /// The gradient of x, from that of `normalized`.
  func backward(
    _ d: Tensor<Element>, rowLength n: Int, rows: [Int], _ recorder: Recorder<Element>?
  ) -> Tensor<Element> {
    if let recorder { return backwardInSteps(d, rowLength: n, rows: rows, recorder) }
    return normalized.normalizationGradient(d, std: std)
  }

  // excerpt Normalization.forward
  /// Each run of n numbers is a row; `rows` is the shape of what there is one of for each row.
  private mutating func forwardInSteps(
    _ x: Tensor<Element>, rowLength n: Int, rows: [Int], _ recorder: Recorder<Element>
  ) {
    let x2 = x.reshaped([x.count / n, n])
    let mean = x2.sumOfColumns().map { $0 / Element(n) }
    let centered = x2.combined(withRows: mean, -)
    let variance = centered.sumOfColumns { $0 * $0 }.map { $0 / Element(n) }
    std = variance.map { ($0 + Self.epsilon).squareRoot() }
    normalized = centered.combined(withRows: std, /).reshaped(x.shape)
    recorder.recordConstant("norm.epsilon", Self.epsilon)
    recorder.record("\(name).mean", mean.reshaped(rows))
    recorder.record("\(name).centered", centered.reshaped(x.shape))
    recorder.record("\(name).variance", variance.reshaped(rows))
    recorder.record("\(name).std", std.reshaped(rows))
    recorder.record("\(name).normalized", normalized)
  }
  // end excerpt

  // excerpt Normalization.backward
  /// dx = (d − mean(d) − normalized · mean(d · normalized)) / std, where d is the gradient of
  /// `normalized` and the means run over its row.
  ///
  /// Ba, Kiros, Hinton, "Layer Normalization", 2016; Wu, He, "Group Normalization", 2018.
  private func backwardInSteps(
    _ d: Tensor<Element>, rowLength n: Int, rows: [Int], _ recorder: Recorder<Element>
  ) -> Tensor<Element> {
    let (d2, y) = (d.reshaped([d.count / n, n]), normalized.reshaped([d.count / n, n]))
    let mean = d2.sumOfColumns().map { $0 / Element(n) }
    let slope = d2.sumOfColumns(times: y).map { $0 / Element(n) }
    let rest = d2.combined(withRows: mean, -) - y.combined(withRows: slope, *)
    let dx = rest.combined(withRows: std, /).reshaped(d.shape)
    recordSteps(d, rowLength: n, rows: rows, recorder)
    return dx
  }
  // end excerpt

  /// The gradients on the way, each in closed form; only a recording needs them.
  private func recordSteps(
    _ d: Tensor<Element>, rowLength n: Int, rows: [Int], _ recorder: Recorder<Element>
  ) {
    var (dStd, dMean) = ([Element](), [Element]())
    var dCentered = d
    for row in std.values.indices {
      let range = row * n..<(row + 1) * n
      dStd.append(
        -range.reduce(Element(0)) { $0 + d.values[$1] * normalized.values[$1] } / std.values[row])
      dMean.append(-d.values[range].reduce(0, +) / std.values[row])
      for i in range {
        dCentered.values[i] =
          d.values[i] / std.values[row] + dStd[row] * normalized.values[i] / Element(n)
      }
    }
    let dVariance = dStd.indices.map { dStd[$0] / (2 * std.values[$0]) }
    recorder.recordGradient(of: "\(name).normalized", d)
    recorder.recordGradient(of: "\(name).std", Tensor(rows, dStd))
    recorder.recordGradient(of: "\(name).variance", Tensor(rows, dVariance))
    recorder.recordGradient(of: "\(name).centered", dCentered)
    recorder.recordGradient(of: "\(name).mean", Tensor(rows, dMean))
  }
}
