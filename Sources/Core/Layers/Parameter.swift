import Numerics

/// A tensor that training changes, and the gradient that backward passes add up for it.
public struct Parameter<Element: RealNumber>: Sendable {
  /// PyTorch's `state_dict` name.
  public let name: String
  public let role: ParameterRole
  public var value: Tensor<Element>
  public var gradient: Tensor<Element>

  /// Starts at zero; `Module.initialize` or `Module.load` gives it values.
  public init(_ name: String, _ shape: [Int], _ role: ParameterRole) {
    self.name = name
    self.role = role
    value = Tensor(shape)
    gradient = Tensor(shape)
  }
}

/// What a parameter does in its layer, which is what its starting values depend on.
public enum ParameterRole: Sendable {
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
public protocol Module<Element> {
  associatedtype Element: RealNumber
  /// Visits each parameter, in PyTorch's order.
  mutating func forEachParameter(_ body: (inout Parameter<Element>) throws -> Void) rethrows
}

extension Module {
  /// All parameters, as they are now.
  public var parameters: [Parameter<Element>] {
    var (copy, all) = (self, [Parameter<Element>]())
    copy.forEachParameter { all.append($0) }
    return all
  }

  public var parameterCount: Int { parameters.reduce(0) { $0 + $1.value.count } }

  public mutating func zeroGradients() {
    forEachParameter { $0.gradient.setToZero() }
  }

  /// Gives every parameter the values that `draw` makes for it.
  public mutating func initialize(_ draw: (Parameter<Element>) -> [Element]) {
    forEachParameter { $0.value = Tensor($0.value.shape, draw($0)) }
  }

  /// Takes every parameter's value from the tensor of its name.
  ///
  /// - Throws: `ParameterMismatch` if a tensor is missing, left over or of another shape; then
  ///   nothing is changed.
  public mutating func load(_ tensors: [String: Tensor<Element>]) throws {
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
public struct ParameterMismatch: Error, CustomStringConvertible, Equatable {
  public init(missing: [String] = [], extra: [String] = [], misshapen: [String] = []) {
    self.missing = missing
    self.extra = extra
    self.misshapen = misshapen
  }

  public var missing: [String] = []
  public var extra: [String] = []
  public var misshapen: [String] = []

  var isEmpty: Bool { missing.isEmpty && extra.isEmpty && misshapen.isEmpty }

  public var description: String {
    [("missing", missing), ("not in the model", extra), ("of another shape", misshapen)]
      .filter { !$0.1.isEmpty }
      .map { "\($0.0): \($0.1.joined(separator: ", "))" }
      .joined(separator: "; ")
  }
}
