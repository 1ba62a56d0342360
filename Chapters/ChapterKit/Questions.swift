import Core
import Dataset
import Numerics

/// Fresh questions of the kind that training asks, the same for everybody who is asked: a picture, a
/// noise and a time each. The times are spread evenly, a fifth of them in each fifth of [0, 1].
package struct Questions: Sendable {
  /// How many there are; a multiple of five, at least ten: each fifth has a mean and an error of its
  /// own.
  package let count: Int
  /// What the best possible answer loses, by fifths of t.
  package let floor: [Result]
  private let x, velocity: Tensor<Double>  // (count, 1, 4, 4)
  private let t: Tensor<Double>  // (count)

  /// A mean loss and its standard error.
  package struct Result: Sendable {
    /// The mean of the questions' losses, each the mean squared error over the 16 pixels.
    package let mean: Double
    /// Its standard error.
    package let error: Double
  }

  /// Questions about the twelve tiny shapes.
  package init(_ count: Int, random: NamedRandom) {
    let (pick, noise) = (random["questions.x0"], random["questions.x1"])
    let x0 = (0..<count).flatMap { TinyShapes.all[pick.integer($0, below: 12)].pixels }
    let x1 = (0..<16 * count).map(noise.normal)
    let times = (0..<count).map { (Double($0) + 0.5) / Double(count) }
    t = Tensor([count], times)
    x = Tensor(
      [count, 1, 4, 4], x1.indices.map { (1 - times[$0 / 16]) * x0[$0] + times[$0 / 16] * x1[$0] })
    velocity = Tensor([count, 1, 4, 4], x1.indices.map { x1[$0] - x0[$0] })
    self.count = count
    let field = PerfectField<Double>(TinyShapes.family)
    let x = x
    floor = Self.byFifths(
      velocity,
      (0..<count).flatMap { n in
        field.velocity(Tensor([1, 1, 4, 4], Array(x.values[16 * n..<16 * (n + 1)])), times[n])
          .values
      })
  }

  /// What a model's answers lose, by fifths of t.
  package func losses(of model: some ClassModel<Double>) -> [Result] {
    var model = model
    return Self.byFifths(velocity, model.forward(x, t, nil).values)
  }

  private static func byFifths(_ velocity: Tensor<Double>, _ answers: [Double]) -> [Result] {
    let size = answers.count / 16 / 5
    return (0..<5).map { fifth in
      let losses = (fifth * size..<(fifth + 1) * size).map { n in
        (16 * n..<16 * (n + 1)).reduce(0) { sum, i in
          let error = answers[i] - velocity.values[i]
          return sum + error * error / 16
        }
      }
      let mean = losses.reduce(0, +) / Double(size)
      let variance = losses.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(size - 1)
      return Result(mean: mean, error: (variance / Double(size)).squareRoot())
    }
  }

  /// `0.2 to 0.4`, for a fifth from 0 to 4.
  package static func label(_ fifth: Int) -> String {
    "\((Double(fifth) / 5).fixed(1)) to \((Double(fifth + 1) / 5).fixed(1))"
  }
}
