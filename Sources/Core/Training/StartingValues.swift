import Numerics

/// The numbers that a model's parameters start from. Each parameter has draws of its own name.
package enum StartingValues {
  /// Two decimals, so that a reader can copy them: weights spread around 0, more narrowly the more
  /// inputs are summed; tables wider; scales around 1.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  package static func readable<Element>(_ parameter: Parameter<Element>, _ random: NamedRandom)
    -> [Element]
  {
    let (shape, draws) = (parameter.value.shape, random[parameter.name])
    let inputs = Double(shape.dropFirst().reduce(1, *))
    let (middle, reach): (Double, Double) =
      switch parameter.role {
      case .weight: (0, min(0.6, 1.5 / inputs.squareRoot()))
      case .table: (0, 1)
      case .scale: (1, 0.2)
      case .bias, .shift: (0, 0.2)
      }
    return (0..<parameter.value.count).map { i in
      Element((middle + reach * (2 * draws.uniform(i) - 1)).roundedToTwoDecimals)
    }
  }

  /// PyTorch's usual start, but for biases, which are 0: weights even within ±1/√(inputs), tables
  /// normal, scales 1, shifts 0. The draws are those of `prefix` and the parameter's name.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  package static func usual<Element>(
    _ parameter: Parameter<Element>, _ random: NamedRandom, prefix: String = ""
  ) -> [Element] {
    let (shape, count) = (parameter.value.shape, parameter.value.count)
    let draws = random[prefix + parameter.name]
    switch parameter.role {
    case .weight:
      let reach = 1 / Double(shape.dropFirst().reduce(1, *)).squareRoot()
      return (0..<count).map { Element(reach * (2 * draws.uniform($0) - 1)) }
    case .table: return (0..<count).map { Element(draws.normal($0)) }
    case .scale: return [Element](repeating: 1, count: count)
    case .bias, .shift: return [Element](repeating: 0, count: count)
    }
  }
}
