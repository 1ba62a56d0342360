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

  @Test func `means and standard errors are those of a plain loop, fifth by fifth`() {
    let random = NamedRandom(seed: 4)
    let results = Questions(50, random: random).losses(of: Silent())
    for fifth in 0..<5 {
      let losses = (fifth * 10..<fifth * 10 + 10).map { n -> Double in
        let x0 = TinyShapes.all[random["questions.x0"].integer(n, below: 12)].pixels
        var sum = 0.0
        for i in 0..<16 {
          let v = random["questions.x1"].normal(16 * n + i) - x0[i]
          sum += v * v
        }
        return sum / 16
      }
      let mean = losses.reduce(0, +) / 10
      var squares = 0.0
      for loss in losses { squares += (loss - mean) * (loss - mean) }
      #expect((results[fifth].mean - mean).magnitude < 1e-12)
      #expect((results[fifth].error - (squares / 9 / 10).squareRoot()).magnitude < 1e-12)
    }
  }

  @Test func `nobody does better than the floor`() throws {
    let chapter = try Chapter1.parse(["--train", "200"])
    let questions = Questions(1000, random: chapter.common.random)
    let losses = questions.losses(of: ShapesTraining(chapter, steps: 200).model)
    for (floor, loss) in zip(questions.floor, losses) { #expect(floor.mean < loss.mean) }
    #expect(questions.floor[0].mean < 1e-6 && questions.floor[3].mean > 0.8)
  }
}
