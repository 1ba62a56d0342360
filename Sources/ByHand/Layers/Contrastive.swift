extension Trace {
  // excerpt ByHand.unitLength
  /// Rows (rows, features) brought to length 1. A row of zeros stays one: no length counts as less than ε.
  package func unitLength(_ name: String, _ x: Grid) -> Grid {
    let square = grid("\(name).square", x.shape[0]) { n in dot(x.row(n), x.row(n)) }
    let epsilon = sharedConstant("unit.epsilon", 1e-12)
    let length = each("\(name).length", square) { apply(.rootAtLeast, $0, epsilon) }
    return grid("\(name).unit", x.shape) { i in x[i] / length[i[0]] }
  }
  // end excerpt

  // excerpt ByHand.contrastiveLoss
  /// Pictures and texts (pairs, features), rows of length 1, pair n in row n of both: how surprised each
  /// picture is by its text among all texts, and each text by its picture among all pictures.
  package func contrastiveLoss(_ images: Grid, _ texts: Grid, scale: Scalar) -> Scalar {
    let n = images.shape[0]
    let temperature = scalar("temperature") { apply(.exponential, scale) }
    let similarity = grid("similarity", n, n) { i, j in dot(images.row(i), texts.row(j)) }
    let logits = each("logits", similarity) { temperature * $0 }
    let columns = (0..<n).map { j in (0..<n).map { logits[$0, j] } }
    grid("rows.probabilities", n, n) { i, j in softmax(logits[i, j], among: logits.row(i)) }
    grid("columns.probabilities", n, n) { j, i in softmax(logits[i, j], among: columns[j]) }
    let across = grid("rows.nll", n) { i in
      negativeLogLikelihood(logits[i, i], among: logits.row(i))
    }
    let down = grid("columns.nll", n) { j in negativeLogLikelihood(logits[j, j], among: columns[j])
    }
    let means = [("rows.loss", across), ("columns.loss", down)].map { name, grid in
      scalar(name) { mean(grid.scalars) }
    }
    return scalar("loss") { mean(means) }
  }
  // end excerpt
}
