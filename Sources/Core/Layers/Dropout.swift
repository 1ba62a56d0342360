import Numerics

/// Dropout: in training, each number is set to 0 with a fixed chance, and the others are made larger so
/// that the expected sum stays. Outside training it does nothing.
///
/// Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting", 2014.
package struct Dropout<Element: RealNumber>: Sendable {
  /// Where a training step's draws come from. They have names, so a training that was interrupted
  /// draws the same masks.
  package struct Draws: Sendable {
    let random: NamedRandom
    let step: Int

    /// - Parameters:
    ///   - random: The training's: each layer has draws of its own.
    ///   - step: Which pass of the training this is, 0, 1, …
    package init(_ random: NamedRandom, step: Int) {
      self.random = random
      self.step = step
    }
  }

  /// What its output is recorded as; its draws are those of `dropout.NAME`.
  package let name: String
  /// The chance of being set to 0, from 0 up to but not including 1.
  private let share: Double
  private var mask: Tensor<Element>?

  /// - Parameters:
  ///   - name: What its output is recorded as; its draws are those of `dropout.NAME`.
  ///   - share: The chance of being set to 0, from 0 up to but not including 1.
  package init(_ name: String, share: Double) {
    require((0..<1).contains(share), "a dropout of \(share)")
    self.name = name
    self.share = share
  }

  // excerpt Dropout.forward
  /// y = x · mask, where the mask is 0 for a draw below `share` and 1 / (1 − share) for the others.
  package mutating func forward(
    _ x: Tensor<Element>, _ draws: Draws?, _ recorder: Recorder<Element>? = nil
  ) -> Tensor<Element> {
    guard share > 0, let draws else {
      mask = nil
      return x
    }
    let mask = Self.mask(x.shape, share, draws.random["dropout.\(name)"], draws.step)
    self.mask = mask
    let y = x * mask
    recorder?.record("\(name).mask", mask)
    recorder?.record(name, y)
    return y
  }
  // end excerpt

  /// dx = dy · mask
  package func backward(_ dy: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> Tensor<Element>
  {
    guard let mask else { return dy }
    recorder?.recordGradient(of: name, dy)
    return dy * mask
  }

  private static func mask(
    _ shape: [Int], _ share: Double, _ draws: NamedRandom.Draws, _ step: Int
  ) -> Tensor<Element> {
    let (count, kept) = (shape.reduce(1, *), Element(1 / (1 - share)))
    let start = step * count
    var values = [Element](repeating: kept, count: count)
    for j in start / 2..<(start + count + 1) / 2 {
      let (even, odd) = draws.uniforms(j)
      if even < share, 2 * j >= start { values[2 * j - start] = 0 }
      if odd < share, 2 * j + 1 < start + count { values[2 * j + 1 - start] = 0 }
    }
    return Tensor(shape, values)
  }
}
