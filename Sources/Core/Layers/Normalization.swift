import Numerics

/// What group norm and layer norm share: rows of numbers are brought to mean 0 and variance 1.
///
/// With n numbers a row: mean = Σx / n, centered = x − mean, variance = Σ centered² / n (biased),
/// std = √(variance + ε), normalized = centered / std.
struct Normalization<Element: RealNumber>: Sendable {
  static var epsilon: Element { 1e-5 }
  /// The norm that it works for: its steps are recorded under this name.
  let name: String
  private(set) var std: [Element] = []
  private(set) var normalized: [Element] = []

  init(_ name: String) { self.name = name }

  // excerpt Normalization.forward
  /// Each run of n numbers is a row; `rows` is the shape of what there is one of for each row.
  mutating func forward(
    _ x: Tensor<Element>, rowLength n: Int, rows: [Int], _ recorder: Recorder<Element>?
  ) {
    var (mean, variance) = ([Element](), [Element]())
    var centered = x.values
    for row in 0..<x.count / n {
      let range = row * n..<(row + 1) * n
      mean.append(x.values[range].reduce(0, +) / Element(n))
      for i in range { centered[i] -= mean[row] }
      variance.append(centered[range].reduce(0) { $0 + $1 * $1 } / Element(n))
    }
    std = variance.map { ($0 + Self.epsilon).squareRoot() }
    normalized = centered
    for i in normalized.indices { normalized[i] /= std[i / n] }
    // end excerpt
    guard let recorder else { return }
    recorder.recordConstant("norm.epsilon", Self.epsilon)
    recorder.record("\(name).mean", Tensor(rows, mean))
    recorder.record("\(name).centered", Tensor(x.shape, centered))
    recorder.record("\(name).variance", Tensor(rows, variance))
    recorder.record("\(name).std", Tensor(rows, std))
    recorder.record("\(name).normalized", Tensor(x.shape, normalized))
  }

  // excerpt Normalization.backward
  /// dx = (d − mean(d) − normalized · mean(d · normalized)) / std, where d is the gradient of
  /// `normalized` and the means run over its row.
  ///
  /// Ba, Kiros, Hinton, "Layer Normalization", 2016; Wu, He, "Group Normalization", 2018.
  func backward(
    _ d: Tensor<Element>, rowLength n: Int, rows: [Int], _ recorder: Recorder<Element>?
  ) -> Tensor<Element> {
    var dx = d
    for row in std.indices {
      let range = row * n..<(row + 1) * n
      let mean = d.values[range].reduce(0, +) / Element(n)
      let slope = range.reduce(Element(0)) { $0 + d.values[$1] * normalized[$1] } / Element(n)
      for i in range { dx.values[i] = (d.values[i] - mean - normalized[i] * slope) / std[row] }
    }
    // end excerpt
    if let recorder { recordSteps(d, rowLength: n, rows: rows, recorder) }
    return dx
  }

  /// The gradients on the way, each in closed form; only a recording needs them.
  private func recordSteps(
    _ d: Tensor<Element>, rowLength n: Int, rows: [Int], _ recorder: Recorder<Element>
  ) {
    var (dStd, dMean) = ([Element](), [Element]())
    var dCentered = d
    for row in std.indices {
      let range = row * n..<(row + 1) * n
      dStd.append(-range.reduce(Element(0)) { $0 + d.values[$1] * normalized[$1] } / std[row])
      dMean.append(-d.values[range].reduce(0, +) / std[row])
      for i in range {
        dCentered.values[i] = d.values[i] / std[row] + dStd[row] * normalized[i] / Element(n)
      }
    }
    let dVariance = dStd.indices.map { dStd[$0] / (2 * std[$0]) }
    recorder.recordGradient(of: "\(name).normalized", d)
    recorder.recordGradient(of: "\(name).std", Tensor(rows, dStd))
    recorder.recordGradient(of: "\(name).variance", Tensor(rows, dVariance))
    recorder.recordGradient(of: "\(name).centered", dCentered)
    recorder.recordGradient(of: "\(name).mean", Tensor(rows, dMean))
  }
}
