import Numerics

/// A model that predicts the velocity of a picture at a time: what flow matching trains and what
/// solvers follow.
package protocol VelocityModel<Element>: Module {
  /// x (batch, channels, rows, columns), t (batch) → the shape of x.
  mutating func forward(_ x: Tensor<Element>, _ t: Tensor<Element>, _ recorder: Recorder<Element>?)
    -> Tensor<Element>

  /// Adds to every parameter's gradient; returns the gradients of x and t.
  @discardableResult
  mutating func backward(_ dy: Tensor<Element>, _ recorder: Recorder<Element>?)
    -> (dx: Tensor<Element>, dt: Tensor<Element>)
}

extension VelocityModel {
  /// The velocity at one time for a whole batch, as solvers ask for it.
  package func velocity(_ x: Tensor<Element>, _ t: Element) -> Tensor<Element> {
    var model = self
    return model.forward(x, Tensor([x.shape[0]], repeating: t), nil)
  }
}

/// A model that can be asked for a class.
package protocol ClassModel<Element>: VelocityModel {
  /// What each entry of the next batch asks for: a class from 0, or `classCount` for none.
  var labels: [Int] { get set }
  var classCount: Int { get }
}
