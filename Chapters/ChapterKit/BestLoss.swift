import Core
import Dataset
import Numerics

/// What the best possible answer loses on the twelve tiny shapes: no model can lose less. Measured once,
/// with one large sample, whatever the run's seed is, so that all pages quote the same numbers.
package enum BestLoss {
  /// Times, evenly spread, and questions at each.
  private static let (times, each) = (1000, 200)
  package static var count: Int { times * each }

  /// By fifths of t.
  package static let byFifths = Questions.means(of: squares, parts: 5)
  /// By twentieths of t.
  package static let byTwentieths = Questions.means(of: squares, parts: 20)

  /// What is left unknown about the picture itself, by twentieths of t: the mean square difference of a pixel
  /// to the mean picture.
  ///
  /// The best answer is (x_t − mean)/t and the true one (x_t − picture)/t, so the errors differ by the factor t.
  package static let doubtByTwentieths = Questions.means(
    of: squares.enumerated().map { n, square in time(n / each) * time(n / each) * square },
    parts: 20)

  private static func time(_ k: Int) -> Double { (Double(k) + 0.5) / Double(times) }

  /// Each question's mean squared error over the 16 pixels, in the order of the times.
  private static let squares: [Double] = {
    let random = NamedRandom(seed: 1)
    let (pick, noise) = (random["best_loss.x0"], random["best_loss.x1"])
    let field = PerfectField<Double>(TinyShapes.family)
    var gaps: [Double] = []
    gaps.reserveCapacity(16 * count)
    for k in 0..<times {
      let t = time(k)
      let asked = k * each..<(k + 1) * each
      let x0 = Tensor(
        [each, 1, 4, 4], asked.flatMap { TinyShapes.all[pick.integer($0, below: 12)].pixels })
      let x1 = Tensor<Double>([each, 1, 4, 4], normals: noise, from: 16 * asked.lowerBound)
      gaps += (field.velocity((1 - t) * x0 + t * x1, t) - (x1 - x0)).values
    }
    return Questions.squares(of: gaps)
  }()

  /// Over all times.
  package static let all = {
    let squares = byFifths.reduce(0) { $0 + $1.error * $1.error }
    return Questions.Result(
      mean: byFifths.reduce(0) { $0 + $1.mean } / 5, error: squares.squareRoot() / 5)
  }()
}

extension BestLoss {
  /// Over times as a training draws them that likes the middle: each counts by the density of the logit-normal
  /// distribution, exp(−l²/2)/(t·(1 − t)) with l = log(t/(1 − t)), but for a factor that cancels.
  package static let logitNormal: Double = {
    var (sum, weights) = (0.0, 0.0)
    for (k, squares) in squares.parts(of: each).enumerated() {
      let t = time(k)
      let logit = Double.log(t / (1 - t))
      let weight = Double.exp(-logit * logit / 2) / (t * (1 - t))
      sum += weight * squares.reduce(0, +) / Double(each)
      weights += weight
    }
    return sum / weights
  }()
}

extension Questions.Result {
  /// `0.433 ± 0.001`
  package var shown: String { "\(mean.fixed(3)) ± \(error.fixed(3))" }
}
