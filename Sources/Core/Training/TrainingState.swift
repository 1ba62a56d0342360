import Numerics

/// Where a training stands: the model, what the optimizer and the average remember, and the losses so
/// far. Nothing else is needed to go on to the same bits, because random draws have names and no order.
package struct TrainingState<Model: Module> {
  /// The model after the steps so far.
  package internal(set) var model: Model
  var optimizer: AdamW<Model.Element>
  var average: MovingAverage<Model>?
  /// The loss of each step so far.
  package internal(set) var losses: [Model.Element] = []
  /// How long the gradient of each step was before clipping; empty without clipping.
  package internal(set) var lengths: [Model.Element] = []

  /// What the training is for: the average over the steps where there is one, else the model.
  package var result: Model { average?.model ?? model }
}

extension TrainingState {
  /// All of it as tensors: `model/…`, `m/…`, `v/…`, `average/…`, `losses` and `lengths`.
  package var tensors: [(name: String, tensor: Tensor<Model.Element>)] {
    let parameters = model.parameters
    let moments = parameters.compactMap { p in optimizer.moments[p.name].map { (p.name, $0) } }
    return parameters.map { ("model/\($0.name)", $0.value) }
      + moments.map { ("m/\($0)", $1.m) } + moments.map { ("v/\($0)", $1.v) }
      + (average?.model.parameters ?? []).map { ("average/\($0.name)", $0.value) }
      + [
        ("losses", Tensor([losses.count], losses)), ("lengths", Tensor([lengths.count], lengths)),
      ]
  }

  /// Takes what `tensors` gave.
  ///
  /// - Throws: `ParameterMismatch` if they are those of another model or another training,
  ///   `SafetensorsError` if a number cannot be; then nothing is changed.
  package mutating func load(_ tensors: [String: Tensor<Model.Element>]) throws {
    guard let losses = tensors["losses"], let lengths = tensors["lengths"] else {
      throw ParameterMismatch(missing: ["losses, lengths"])
    }
    guard losses.shape == [losses.count], [[0], losses.shape].contains(lengths.shape) else {
      throw SafetensorsError(
        description: "losses and lengths are no lists with a number for each step")
    }
    for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
      let isVariance = name.hasPrefix("v/")
      if !tensor.values.allSatisfy({ $0.isFinite && !(isVariance && $0 < 0) }) {
        throw SafetensorsError(
          description: "\(name) has a number that is not finite\(isVariance ? ", or below 0" : "")")
      }
    }
    func loaded(_ kind: String) throws -> Model {
      var model = self.model
      let named = tensors.filter { $0.key.hasPrefix("\(kind)/") }
      try model.load(
        Dictionary(uniqueKeysWithValues: named.map { ($0.key.rest(after: kind), $0.value) }))
      return model
    }
    let (m, v) = (try loaded("m").parameters, try loaded("v").parameters)
    let (now, averaged) = (try loaded("model"), try average.map { _ in try loaded("average") })
    for (m, v) in zip(m, v) { optimizer.moments[m.name] = (m.value, v.value) }
    optimizer.step = losses.count
    if let averaged { average?.resume(averaged, after: losses.count) }
    self.model = now
    self.losses = losses.values
    self.lengths = lengths.values
  }
}

extension String {
  /// What stands after `PREFIX/`.
  fileprivate func rest(after prefix: String) -> String { String(dropFirst(prefix.count + 1)) }
}
