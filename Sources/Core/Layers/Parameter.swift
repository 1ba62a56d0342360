import Numerics

/// A tensor that training changes, and the gradient that backward passes add up for it.
package struct Parameter<Element: RealNumber>: Sendable {
  /// PyTorch's `state_dict` name.
  package let name: String
  /// What it does in its layer.
  package let role: ParameterRole
  /// Its numbers as they are now.
  package var value: Tensor<Element>
  /// What backward passes have added up since `zeroGradients`; the shape of the value.
  package var gradient: Tensor<Element>

  /// Starts at zero; `Module.initialize` or `Module.load` gives it values.
  package init(_ name: String, _ shape: [Int], _ role: ParameterRole) {
    self.name = name
    self.role = role
    value = Tensor(shape)
    gradient = Tensor(shape)
  }
}

/// What a parameter does in its layer, which is what its starting values depend on.
package enum ParameterRole: Sendable {
  /// Multiplies inputs that are then summed.
  case weight
  /// Is added to a sum.
  case bias
  /// Multiplies a normalized number; starts around 1.
  case scale
  /// Is added to a normalized number.
  case shift
  /// Rows to be looked up.
  case table
}

/// Whatever holds parameters: a layer or a model of layers.
package protocol Module<Element> {
  /// What its numbers are made of.
  associatedtype Element: RealNumber
  /// Visits each parameter, in PyTorch's order.
  mutating func forEachParameter(_ body: (inout Parameter<Element>) throws -> Void) rethrows
}

extension Module {
  /// All parameters, as they are now.
  package var parameters: [Parameter<Element>] {
    var (copy, all) = (self, [Parameter<Element>]())
    copy.forEachParameter { all.append($0) }
    return all
  }

  /// How many numbers training changes.
  package var parameterCount: Int { parameters.reduce(0) { $0 + $1.value.count } }

  /// Before the backward passes of a step.
  package mutating func zeroGradients() {
    forEachParameter { $0.gradient.setToZero() }
  }

  /// Gives every parameter the values that `draw` makes for it.
  package mutating func initialize(_ draw: (Parameter<Element>) -> [Element]) {
    forEachParameter { $0.value = Tensor($0.value.shape, draw($0)) }
  }

  /// Takes every parameter's value from the tensor of its name.
  ///
  /// - Throws: `ParameterMismatch` if a tensor is missing, left over or of another shape; then
  ///   nothing is changed.
  package mutating func load(_ tensors: [String: Tensor<Element>]) throws {
    var mismatch = ParameterMismatch()
    let expected = parameters
    for parameter in expected {
      guard let tensor = tensors[parameter.name] else {
        mismatch.missing.append(parameter.name)
        continue
      }
      if tensor.shape != parameter.value.shape {
        mismatch.misshapen.append("\(parameter.name) \(tensor.shape) ≠ \(parameter.value.shape)")
      }
    }
    mismatch.extra = tensors.keys.filter { name in !expected.contains { $0.name == name } }.sorted()
    if !mismatch.isEmpty { throw mismatch }
    forEachParameter { if let tensor = tensors[$0.name] { $0.value = tensor } }
  }
}

/// How a set of tensors differs from what a model needs.
package struct ParameterMismatch: Error, CustomStringConvertible, Equatable {
  /// With three empty lists, nothing is wrong.
  package init(missing: [String] = [], extra: [String] = [], misshapen: [String] = []) {
    self.missing = missing
    self.extra = extra
    self.misshapen = misshapen
  }

  /// Names that the model needs and nobody gave.
  package var missing: [String] = []
  /// Names that were given and the model does not have.
  package var extra: [String] = []
  /// Names with both shapes.
  package var misshapen: [String] = []

  var isEmpty: Bool { missing.isEmpty && extra.isEmpty && misshapen.isEmpty }

  /// All of it in one line.
  package var description: String {
    [("missing", missing), ("not in the model", extra), ("of another shape", misshapen)]
      .filter { !$0.1.isEmpty }
      .map { "\($0.0): \(Self.shortened($0.1))" }
      .joined(separator: "; ")
  }

  private static func shortened(_ names: [String]) -> String {
    let more = names.count > 8 ? [" and \(names.count - 6) more"] : []
    return (names.prefix(more.isEmpty ? 8 : 6).joined(separator: ", ")) + more.joined()
  }
}
