import Numerics

/// Keeps every named tensor of a computation, in the order computed, so that it can be compared
/// with its by-hand twin. Training passes no recorder and pays nothing.
public final class Recorder<Element: RealNumber> {
  /// Put before each name: `second.` for the second forward pass, for example.
  public var prefix: String
  public private(set) var names: [String] = []
  private var tensors: [String: Tensor<Element>] = [:]

  public init(prefix: String = "") { self.prefix = prefix }

  public subscript(name: String) -> Tensor<Element>? { tensors[name] }

  public func record(_ name: String, _ tensor: Tensor<Element>) {
    let name = prefix + name
    precondition(tensors[name] == nil, "\(name) is recorded twice")
    names.append(name)
    tensors[name] = tensor
  }

  /// Records the gradient of the loss with respect to a tensor.
  public func recordGradient(of name: String, _ tensor: Tensor<Element>) {
    record("grad." + name, tensor)
  }
}
