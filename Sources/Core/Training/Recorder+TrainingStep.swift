import Numerics

extension Recorder {
  // excerpt Recorder.trainingStep
  /// One training step of any model, everything recorded: parameters, a pass, every gradient, AdamW,
  /// and `second.`, the pass after it.
  ///
  /// - Parameters:
  ///   - model: Afterwards with the new parameters.
  ///   - prefix: Stands before all names, where more than one training step is recorded.
  ///   - learningRate: AdamW's; its other settings are PyTorch's.
  ///   - gradients: What AdamW takes in place of the gradients computed here. They differ in their
  ///     last bits, because sums are added in another order; so what comes after them could not
  ///     be compared to the last bit.
  ///   - pass: Forward to the loss.
  ///   - backward: From that loss to every gradient.
  package func trainingStep<Model: Module<Element>>(
    of model: inout Model, prefix: String = "", learningRate: Element,
    gradients: [String: Tensor<Element>], pass: (inout Model) -> Void,
    backward: (inout Model) -> Void
  ) {
    self.pass(prefix) {
      for p in model.parameters { record(p.name, p.value) }
      pass(&model)
      model.zeroGradients()
      backward(&model)
      for p in model.parameters { recordGradient(of: p.name, p.gradient) }
      model.forEachParameter { $0.gradient = gradients[$0.name] ?? $0.gradient }
      var optimizer = AdamW<Element>(learningRate: learningRate)
      optimizer.update(&model, self)
    }
    self.pass("\(prefix)second.") { pass(&model) }
  }
  // end excerpt

  /// Puts a prefix before all names that `body` records, and calls its gradients by another word.
  ///
  /// - Parameters:
  ///   - prefix: Such as `second.`, for the pass after the step.
  ///   - gradients: The word that stands in place of `grad`, where there is more than one loss.
  ///   - shared: Put before the names of what all passes of a model share, where a chapter has a second model
  ///     whose layers are called the same; by default what it was.
  ///   - body: Computes, and records what it computes.
  package func pass(
    _ prefix: String, gradients: String = "grad", shared: String? = nil, _ body: () -> Void
  ) {
    let outer = (self.prefix, self.gradients, sharedPrefix)
    (self.prefix, self.gradients, sharedPrefix) = (prefix, gradients, shared ?? sharedPrefix)
    body()
    (self.prefix, self.gradients, sharedPrefix) = outer
  }
}
