import Numerics

/// Classifier-free guidance: the velocity asked for a class, moved further away from the velocity asked
/// for nothing: v = v_none + w·(v_class − v_none).
///
/// w = 0 ignores the class, w = 1 is the model's own answer to it, more exaggerates. Ho, Salimans,
/// "Classifier-Free Diffusion Guidance", 2022, equation 6, with their w + 1 called w.
///
/// It may count in an interval of times only. Early, where all is noise, it pushes all paintings towards the
/// same few pictures; late it only overdoes what is there: Kynkäänniemi et al., "Applying Guidance in a Limited
/// Interval Improves Sample and Distribution Quality in Diffusion Models", 2024.
package struct Guidance<Element: RealNumber>: Sendable {
  /// w: how much the asking counts.
  package let scale: Element
  /// The times at which it does; at others the model's own answer is taken, as if w were 1.
  package let interval: ClosedRange<Element>

  /// - Parameters:
  ///   - scale: w, from 0 up.
  ///   - interval: By default from noise, 1, to picture, 0.
  package init(scale: Element, interval: ClosedRange<Element> = 0...1) {
    self.scale = scale
    self.interval = interval
  }

  // excerpt Guidance
  /// The guided velocity at x (batch, …) and one time, each entry asking for its label.
  package func velocity(
    of model: some ClassModel<Element>, _ labels: [Int], _ x: Tensor<Element>, _ t: Element,
    _ recorder: Recorder<Element>? = nil
  ) -> Tensor<Element> {
    let none = [Int](repeating: model.classCount, count: labels.count)
    return velocity(of: model, both: labels + none, x, t, recorder)
  }

  /// The same for any condition: `both` is that of 2·batch entries, first those that ask, then as many that do
  /// not. Both answers come of one pass through a batch of twice the size.
  package func velocity<Model: VelocityModel<Element>>(
    of model: Model, both: Model.Condition, _ x: Tensor<Element>, _ t: Element,
    _ recorder: Recorder<Element>? = nil
  ) -> Tensor<Element> {
    var model = model
    let both = model.forward(
      Tensor([2 * x.shape[0]] + x.shape.dropFirst(), x.values + x.values),
      Tensor([2 * x.shape[0]], repeating: t), both, recorder)
    let asked = Tensor(x.shape, Array(both.values.prefix(x.count)))
    let unasked = Tensor(x.shape, Array(both.values.suffix(x.count)))
    if interval.contains(t) { return blend(asked, unasked, recorder) }
    recorder?.record("w", Tensor(scalar: 1))
    return Guidance(scale: 1).blend(asked, unasked, recorder)
  }

  /// v_none + w·(v_class − v_none)
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  package func blend(
    _ asked: Tensor<Element>, _ unasked: Tensor<Element>, _ recorder: Recorder<Element>? = nil
  ) -> Tensor<Element> {
    let direction = asked - unasked
    let guided = unasked.zip(direction) { $0 + scale * $1 }
    recorder?.record("direction", direction)
    recorder?.record("guided", guided)
    return guided
  }
  // end excerpt
}
