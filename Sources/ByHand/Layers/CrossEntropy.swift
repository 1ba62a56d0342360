extension Trace {
  // excerpt ByHand.crossEntropy
  /// The mean negative log-likelihood at the right next tokens: logits (places, tokens), a target a row.
  package func crossEntropy(_ logits: Grid, _ targets: [Int]) -> Scalar {
    grid("probabilities", logits.shape) { i in softmax(logits[i], among: logits.row(i[0])) }
    let nll = grid("nll", targets.count) { i in
      negativeLogLikelihood(logits[i, targets[i]], among: logits.row(i))
    }
    return scalar("loss") { mean(nll.scalars) }
  }
  // end excerpt
}
