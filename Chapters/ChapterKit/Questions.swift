import Core
import Dataset
import Numerics

/// Fresh questions of the kind that training asks, the same for everybody who is asked: a noisy picture
/// and a time each. The times are spread evenly, a fifth of them in each fifth of [0, 1].
package struct Questions: Sendable {
  /// How many there are; a multiple of five, at least ten: each fifth has a mean and an error of its
  /// own.
  package let count: Int
  private let x, best: Tensor<Double>  // (count, 1, 4, 4)
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
    let times = (0..<count).map { (Double($0) + 0.5) / Double(count) }
    let field = PerfectField<Double>(TinyShapes.family)
    var (x, best) = ([Double](), [Double]())
    for n in 0..<count {
      let (x0, t) = (TinyShapes.all[pick.integer(n, below: 12)].pixels, times[n])
      let mixed = (0..<16).map { (1 - t) * x0[$0] + t * noise.normal(16 * n + $0) }
      x += mixed
      best += field.velocity(Tensor([1, 1, 4, 4], mixed), t).values
    }
    self.count = count
    t = Tensor([count], times)
    (self.x, self.best) = (Tensor([count, 1, 4, 4], x), Tensor([count, 1, 4, 4], best))
  }

  /// By how much a model's loss is above the best possible one, by fifths of t.
  ///
  /// A loss is measured against a velocity that scatters around the best answer. That scatter is the same
  /// for everybody, so what a model loses besides is the mean square of its distance to the best answer:
  /// E|v̂ − v|² = E|v̂ − v_best|² + E|v_best − v|².
  package func missing(of model: some ClassModel<Double>) -> [Result] {
    var model = model
    let gaps = model.forward(x, t, nil) - best
    return Self.byFifths(gaps.values)
  }

  /// What a model's answers lose, by fifths of t.
  package func losses(of model: some ClassModel<Double>) -> [Result] {
    zip(BestLoss.byFifths, missing(of: model)).map { floor, missing in
      Result(
        mean: floor.mean + missing.mean,
        error: (floor.error * floor.error + missing.error * missing.error).squareRoot())
    }
  }

  /// The mean squares of equally many gaps in each fifth.
  ///
  /// - Parameter gaps: 16 for each question.
  static func byFifths(_ gaps: [Double]) -> [Result] { means(of: squares(of: gaps), parts: 5) }

  /// Each question's mean square over its 16 pixels.
  ///
  /// - Parameter gaps: 16 for each question.
  static func squares(of gaps: [Double]) -> [Double] {
    (0..<gaps.count / 16).map { n in
      gaps[16 * n..<16 * (n + 1)].reduce(0) { $0 + $1 * $1 / 16 }
    }
  }

  /// The means of equally many numbers in each part, one part after the other.
  static func means(of squares: [Double], parts: Int) -> [Result] {
    let size = squares.count / parts
    return (0..<parts).map { part in
      let measured = Measured(Array(squares[part * size..<(part + 1) * size]))
      return Result(mean: measured.mean, error: measured.error)
    }
  }

  /// `0.2 to 0.4`, for a fifth from 0 to 4.
  package static func label(_ fifth: Int) -> String {
    "\((Double(fifth) / 5).fixed(1)) to \((Double(fifth + 1) / 5).fixed(1))"
  }
}
