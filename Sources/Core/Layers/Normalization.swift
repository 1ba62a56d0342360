import Numerics

/// What group norm and layer norm share: rows of numbers are brought to mean 0 and variance 1.
///
/// With n numbers a row: mean = Σx / n, centered = x − mean, variance = Σ centered² / n (biased),
/// std = √(variance + ε), normalized = centered / std.
struct Normalization<Element: RealNumber>: Sendable {
  static var epsilon: Element { 1e-5 }
  private(set) var std: [Element] = []
  private(set) var normalized: [Element] = []

  // excerpt Normalization.forward
  mutating func forward(
    _ x: [Element], rowLength n: Int, _ record: ((String, [Element]) -> Void)? = nil
  ) {
    let rows = x.count / n
    var (mean, variance) = ([Element](), [Element]())
    var centered = x
    for row in 0..<rows {
      let range = row * n..<(row + 1) * n
      mean.append(x[range].reduce(0, +) / Element(n))
      for i in range { centered[i] -= mean[row] }
      variance.append(centered[range].reduce(0) { $0 + $1 * $1 } / Element(n))
    }
    std = variance.map { ($0 + Self.epsilon).squareRoot() }
    normalized = centered
    for i in x.indices { normalized[i] /= std[i / n] }
    // end excerpt
    guard let record else { return }
    record("mean", mean)
    record("centered", centered)
    record("variance", variance)
    record("std", std)
    record("normalized", normalized)
  }

  // excerpt Normalization.backward
  /// dx = (d − mean(d) − normalized · mean(d · normalized)) / std, where d is the gradient of
  /// `normalized` and the means run over its row.
  ///
  /// Ba, Kiros, Hinton, "Layer Normalization", 2016; Wu, He, "Group Normalization", 2018.
  func backward(
    _ d: [Element], rowLength n: Int, _ record: ((String, [Element]) -> Void)? = nil
  ) -> [Element] {
    var dx = d
    for row in std.indices {
      let range = row * n..<(row + 1) * n
      let mean = d[range].reduce(0, +) / Element(n)
      let slope = range.reduce(Element(0)) { $0 + d[$1] * normalized[$1] } / Element(n)
      for i in range { dx[i] = (d[i] - mean - normalized[i] * slope) / std[row] }
    }
    // end excerpt
    if let record { recordIntermediates(d, rowLength: n, record) }
    return dx
  }

  /// The gradients on the way, each in closed form; only a recording needs them.
  private func recordIntermediates(
    _ d: [Element], rowLength n: Int, _ record: (String, [Element]) -> Void
  ) {
    var (dStd, dMean) = ([Element](), [Element]())
    var dCentered = d
    for row in std.indices {
      let range = row * n..<(row + 1) * n
      dStd.append(-range.reduce(Element(0)) { $0 + d[$1] * normalized[$1] } / std[row])
      dMean.append(-d[range].reduce(0, +) / std[row])
      for i in range { dCentered[i] = d[i] / std[row] + dStd[row] * normalized[i] / Element(n) }
    }
    record("normalized", d)
    record("std", dStd)
    record("variance", dStd.indices.map { dStd[$0] / (2 * std[$0]) })
    record("centered", dCentered)
    record("mean", dMean)
  }
}
