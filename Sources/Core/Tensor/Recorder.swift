import Numerics

/// Keeps every named tensor of a computation, in the order computed, so that it can be compared
/// with its by-hand twin. Training passes no recorder and pays nothing.
public final class Recorder<Element: RealNumber> {
  /// Put before each name: `second.` for the second forward pass, for example (see `pass`).
  var prefix = ""
  public private(set) var names: [String] = []
  private var tensors: [String: Tensor<Element>] = [:]

  public init() {}

  public subscript(name: String) -> Tensor<Element>? { tensors[name] }

  public func record(_ name: String, _ tensor: Tensor<Element>) {
    let name = prefix + name
    require(tensors[name] == nil, "\(name) is recorded twice")
    names.append(name)
    tensors[name] = tensor
  }

  /// Records a number that all passes share, the first time that a layer uses it. It has no prefix.
  public func recordConstant(_ name: String, _ value: Element) {
    if let known = tensors[name] {
      require(known.values == [value], "\(name) is \(known.values[0]) and \(value)")
      return
    }
    names.append(name)
    tensors[name] = Tensor(scalar: value)
  }

  /// Records the gradient of the loss with respect to a tensor.
  public func recordGradient(of name: String, _ tensor: Tensor<Element>) {
    record("grad." + name, tensor)
  }
}
