import Numerics

/// Keeps every named tensor of a computation, in the order computed, so that it can be compared
/// with its by-hand twin. Training passes no recorder and pays nothing.
package final class Recorder<Element: RealNumber> {
  /// Put before each name: `second.` for the second forward pass, for example (see `pass`).
  var prefix = ""
  /// Put before the names of what all passes of a model share.
  var sharedPrefix = ""
  /// What gradients are called: `grad`, or another word where there is more than one loss.
  var gradients = "grad"
  /// All names, in the order recorded.
  package private(set) var names: [String] = []
  private var tensors: [String: Tensor<Element>] = [:]

  /// With nothing recorded.
  package init() {}

  /// The tensor of this name; nil where it was not recorded.
  package subscript(name: String) -> Tensor<Element>? { tensors[name] }

  /// Keeps a tensor under the pass's prefix and this name, which must be new.
  package func record(_ name: String, _ tensor: Tensor<Element>) {
    keep(prefix + name, tensor)
  }

  private func keep(_ name: String, _ tensor: Tensor<Element>) {
    require(tensors[name] == nil, "\(name) is recorded twice")
    names.append(name)
    tensors[name] = tensor
  }

  /// Records a number that all passes share, the first time that a layer uses it. It has no pass's prefix.
  package func recordConstant(_ name: String, _ value: Element) {
    recordConstant(name, Tensor(scalar: value))
  }

  /// The same for a whole tensor.
  package func recordConstant(_ name: String, _ tensor: Tensor<Element>) {
    let name = sharedPrefix + name
    if let known = tensors[name] {
      require(known == tensor, "\(name) is \(known.values[0]) and \(tensor.values[0])")
      return
    }
    names.append(name)
    tensors[name] = tensor
  }

  /// Records the gradient of the loss with respect to a tensor.
  package func recordGradient(of name: String, _ tensor: Tensor<Element>) {
    keep("\(gradients).\(prefix)\(name)", tensor)
  }
}
