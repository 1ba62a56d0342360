import Numerics

/// Rows brought to length 1: y = x / max(|x|, ε), as PyTorch's `normalize` does it.
package struct UnitLength<Element: RealNumber>: Sendable {
  /// What stands before the names of its steps: `NAME.length`.
  package let name: String
  private static var epsilon: Element { 1e-12 }
  private var output = Tensor<Element>([0, 0])
  private var length: [Element] = []

  /// - Parameter name: `text` or `visual` in CLIP.
  package init(_ name: String) { self.name = name }

  // excerpt UnitLength
  /// x (rows, features) → the same shape.
  package mutating func forward(_ x: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> Tensor<Element>
  {
    let d = x.shape[1]
    let squares = (0..<x.shape[0]).map { row in
      x.values[row * d..<(row + 1) * d].reduce(Element(0)) { $0 + $1 * $1 }
    }
    length = squares.map { max($0.squareRoot(), Self.epsilon) }
    output = x
    for i in output.values.indices { output.values[i] = x.values[i] / length[i / d] }
    recorder?.recordConstant("unit.epsilon", Self.epsilon)
    recorder?.record("\(name).square", Tensor([squares.count], squares))
    recorder?.record("\(name).length", Tensor([length.count], length))
    recorder?.record("\(name).unit", output)
    return output
  }

  /// dx = (dy − y·(y·dy)) / |x|: what points along y changes only the length, which is taken away. Where ε
  /// stands in for the length, nothing is.
  package func backward(_ dy: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> Tensor<Element>
  {
    recorder?.recordGradient(of: "\(name).unit", dy)
    let d = dy.shape[1]
    var dx = dy
    var dLength: [Element] = []
    for row in length.indices {
      let range = row * d..<(row + 1) * d
      let along = range.reduce(Element(0)) { $0 + output.values[$1] * dy.values[$1] }
      let taken = length[row] > Self.epsilon ? along : 0
      for i in range { dx.values[i] = (dy.values[i] - output.values[i] * taken) / length[row] }
      dLength.append(-along / length[row])
    }
    recorder?.recordGradient(of: "\(name).length", Tensor([length.count], dLength))
    recorder?.recordGradient(
      of: "\(name).square",
      Tensor(
        [length.count],
        length.indices.map {
          length[$0] > Self.epsilon ? dLength[$0] / (2 * length[$0]) : 0
        }))
    return dx
  }
  // end excerpt
}

/// The symmetric contrastive loss of CLIP: picture n should be most like text n of all texts, and text n
/// most like picture n of all pictures.
///
/// Radford et al., 2021, figure 3.
package struct ContrastiveLoss<Element: RealNumber>: Sendable {
  private var (images, texts) = (Tensor<Element>([0, 0]), Tensor<Element>([0, 0]))
  private var similarity = Tensor<Element>([0, 0])
  private var temperature: Element = 1
  private var (rows, columns) = (Softmax<Element>(), Softmax<Element>())

  /// Nothing is trained in it; the scale comes with each `forward`.
  package init() {}

  // excerpt ContrastiveLoss.forward
  /// similarity = I Tᵀ, logits = exp(scale)·similarity, loss = ½ (mean of the rows' negative log-likelihoods at the
  /// diagonal + mean of the columns'); I and T (pairs, features), rows of length 1.
  package mutating func forward(
    _ images: Tensor<Element>, _ texts: Tensor<Element>, _ scale: Element,
    _ recorder: Recorder<Element>? = nil
  ) -> Element {
    (self.images, self.texts) = (images, texts)
    let n = images.shape[0]
    temperature = Element.exp(scale)
    similarity = (images ⊗ texts.transpose)
    let logits = temperature * similarity
    let (across, down) = (
      negativeLogLikelihoods(logits), negativeLogLikelihoods(logits.transposed())
    )
    let means = [across, down].map { $0.reduce(0, +) / Element(n) }
    let loss = (means[0] + means[1]) / 2
    let forBackward = (rows.forward(logits), columns.forward(logits.transposed()))
    guard let recorder else { return loss }
    recorder.record("temperature", Tensor(scalar: temperature))
    recorder.record("similarity", similarity)
    recorder.record("logits", logits)
    recorder.record("rows.probabilities", forBackward.0)
    recorder.record("columns.probabilities", forBackward.1)
    recorder.record("rows.nll", Tensor([n], across))
    recorder.record("columns.nll", Tensor([n], down))
    recorder.record("rows.loss", Tensor(scalar: means[0]))
    recorder.record("columns.loss", Tensor(scalar: means[1]))
    recorder.record("loss", Tensor(scalar: loss))
    return loss
  }
  // end excerpt

  /// −ln softmax of the diagonal, row by row.
  private func negativeLogLikelihoods(_ logits: Tensor<Element>) -> [Element] {
    let n = logits.shape[0]
    return (0..<n).map { row in
      let x = logits.values[row * n..<(row + 1) * n]
      let largest = x.reduce(-.infinity, Element.maximum)
      return largest + Element.log(x.reduce(0) { $0 + Element.exp($1 - largest) })
        - logits.values[row * n + row]
    }
  }

  // excerpt ContrastiveLoss.backward
  /// dLogits = (p_rows − 1 + p_columnsᵀ − 1 on the diagonal) / 2n; dI = temperature · dLogits T,
  /// dT = temperature · dLogitsᵀ I, dScale = temperature · Σ dLogits · similarity.
  package func backward(_ recorder: Recorder<Element>? = nil)
    -> (dImages: Tensor<Element>, dTexts: Tensor<Element>, dScale: Element)
  {
    let n = similarity.shape[0]
    var dLogits = rows.output + columns.output.transposed()
    for i in 0..<n { dLogits.values[i * n + i] -= 2 }
    dLogits = (1 / Element(2 * n)) * dLogits
    let dSimilarity = temperature * dLogits
    let dTemperature = (dLogits * similarity).values.reduce(0, +)
    if let recorder {
      record(dLogits, dSimilarity, dTemperature, to: recorder)
    }
    return (
      dSimilarity ⊗ texts, dSimilarity.transpose ⊗ images, temperature * dTemperature
    )
  }
  // end excerpt

  private func record(
    _ dLogits: Tensor<Element>, _ dSimilarity: Tensor<Element>, _ dTemperature: Element,
    to recorder: Recorder<Element>
  ) {
    let n = similarity.shape[0]
    recorder.recordGradient(of: "loss", Tensor(scalar: 1))
    for side in ["rows", "columns"] {
      recorder.recordGradient(of: "\(side).loss", Tensor(scalar: Element(1) / 2))
      recorder.recordGradient(
        of: "\(side).nll", Tensor([n], repeating: 1 / Element(2 * n)))
    }
    recorder.recordGradient(of: "logits", dLogits)
    recorder.recordGradient(of: "similarity", dSimilarity)
    recorder.recordGradient(of: "temperature", Tensor(scalar: dTemperature))
  }
}
