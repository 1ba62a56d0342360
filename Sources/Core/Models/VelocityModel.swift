import Numerics

/// A model that predicts the velocity of a picture at a time: what flow matching trains and what
/// solvers follow.
package protocol VelocityModel<Element>: Module {
  /// What the pictures of a batch are asked to be: nothing (`Void`), classes, or prompts.
  associatedtype Condition

  /// x (batch, channels, rows, columns), t (batch), a condition for the whole batch → the shape of x.
  mutating func forward(
    _ x: Tensor<Element>, _ t: Tensor<Element>, _ condition: Condition,
    _ recorder: Recorder<Element>?
  ) -> Tensor<Element>

  /// Adds to every parameter's gradient; returns the gradients of x and t.
  @discardableResult
  mutating func backward(_ dy: Tensor<Element>, _ recorder: Recorder<Element>?)
    -> (dx: Tensor<Element>, dt: Tensor<Element>)
}

extension VelocityModel {
  /// The velocity at one time for a whole batch, as solvers ask for it.
  package func velocity(_ x: Tensor<Element>, _ t: Element, _ condition: Condition)
    -> Tensor<Element>
  {
    var model = self
    return model.forward(x, Tensor([x.shape[0]], repeating: t), condition, nil)
  }
}

/// A model that can be asked for a class: one label for each entry of a batch, a class from 0, or
/// `classCount` for none; no labels at all where nobody asks.
package protocol ClassModel<Element>: VelocityModel where Condition == [Int] {
  /// How many classes can be asked for.
  var classCount: Int { get }
}

/// Asked for no class.
extension ClassModel {
  /// x (batch, channels, rows, columns), t (batch) → the shape of x.
  package mutating func forward(
    _ x: Tensor<Element>, _ t: Tensor<Element>, _ recorder: Recorder<Element>? = nil
  ) -> Tensor<Element> { forward(x, t, [], recorder) }

  /// The same at one time for a whole batch.
  package func velocity(_ x: Tensor<Element>, _ t: Element) -> Tensor<Element> {
    velocity(x, t, [])
  }
}
