import ChapterKit
import Core
import Dataset
import Numerics
import Testing

@testable import chapter1

@Suite struct QuestionsTests {
  /// A model that always answers 0.
  struct Silent: ClassModel {
    let classCount = 0
    mutating func forEachParameter(_ body: (inout Parameter<Double>) throws -> Void) rethrows {}
    mutating func forward(
      _ x: Tensor<Double>, _ t: Tensor<Double>, _ labels: [Int], _ recorder: Recorder<Double>?
    ) -> Tensor<Double> { 0 * x }
    mutating func backward(_ dy: Tensor<Double>, _ recorder: Recorder<Double>?)
      -> (dx: Tensor<Double>, dt: Tensor<Double>)
    { (dy, dy) }
  }

  @Test func `what is missing is the mean square distance to the best answer, fifth by fifth`() {
    let random = NamedRandom(seed: 4)
    let results = Questions(50, random: random).missing(of: Silent())
    let field = PerfectField<Double>(TinyShapes.family)
    for fifth in 0..<5 {
      let squares = (fifth * 10..<fifth * 10 + 10).map { n -> Double in
        let x0 = TinyShapes.all[random["questions.x0"].integer(n, below: 12)].pixels
        let t = (Double(n) + 0.5) / 50
        let x = (0..<16).map { (1 - t) * x0[$0] + t * random["questions.x1"].normal(16 * n + $0) }
        var sum = 0.0
        for v in field.velocity(Tensor([1, 1, 4, 4], x), t).values { sum += v * v }
        return sum / 16
      }
      let mean = squares.reduce(0, +) / 10
      var rest = 0.0
      for square in squares { rest += (square - mean) * (square - mean) }
      #expect((results[fifth].mean - mean).magnitude < 1e-12)
      #expect((results[fifth].error - (rest / 9 / 10).squareRoot()).magnitude < 1e-12)
    }
  }

  /// Who always answers 0 loses the mean square of noise − picture, which is 1 + 1, at any time.
  @Test func `best loss and what is missing add up to the loss`() {
    let losses = Questions(20_000, random: NamedRandom(seed: 4)).losses(of: Silent())
    for loss in losses { #expect((loss.mean - 2).magnitude < 5 * loss.error) }
    #expect(losses.allSatisfy { $0.error < 0.02 })
  }

  @Test func `the best loss is known to a thousandth or so, and is highest in the middle`() {
    let floor = BestLoss.byFifths
    #expect(floor[0].mean < 1e-6 && floor[3].mean > 0.8 && floor[4].mean < floor[3].mean)
    #expect((BestLoss.all.mean - 0.433).magnitude < 0.005 && BestLoss.all.error < 0.002)
  }

  @Test func `a trained model misses less than one that answers 0, and nobody misses nothing`()
    throws
  {
    let chapter = try Chapter1.parse(["--train", "200"])
    let questions = Questions(1000, random: chapter.common.random)
    let missing = questions.missing(
      of: ShapesTraining(.walker(steps: 200), random: chapter.common.random).model)
    for (own, silent) in zip(missing, questions.missing(of: Silent())) {
      #expect(own.mean > 0 && own.mean < silent.mean)
    }
  }
}
