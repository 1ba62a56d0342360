import Core
import Numerics
import Testing

@testable import chapter1

@Suite struct ClockTests {
  @Test func `a faster clock is the same model, told a larger time`() throws {
    let model = try Chapter1.parse([]).model
    let x = Tensor<Double>([1, 1, 4, 4], (0..<16).map { Double($0) / 8 - 1 })
    let fast = model.timed(by: 1000)
    #expect(fast.velocity(x, 0.375) == model.velocity(x, 375))
    #expect(fast.velocity(x, 0.375) != model.velocity(x, 0.375))
    #expect(model.timed(by: 1).velocity(x, 0.375) == model.velocity(x, 0.375))
  }

  @Test func `both trainings start alike, and the plain one is the chapter's own`() throws {
    let untrained = try Chapter1.parse(["--train", "0"])
    let start = ShapesTraining(untrained, steps: 0, timeScale: 1000).model.parameters.map(\.value)
    #expect(start == untrained.model.parameters.map(\.value))
    let chapter = try Chapter1.parse(["--train", "3"])
    let plain = ShapesTraining(chapter, steps: 3).losses
    #expect(ShapesTraining(chapter, steps: 3, timeScale: 1).losses == plain)
    #expect(ShapesTraining(chapter, steps: 3, timeScale: 1000).losses != plain)
  }

  @Test func `waves are those of plain sines, and the constant ones are counted`() {
    let waves = Waves(features: 4, scale: 10, steps: 2)
    #expect(waves.rows.count == 4 && waves.rows[0].count == 3)
    for (n, t) in [0.0, 0.5, 1].enumerated() {
      #expect((waves.rows[0][n] - Double.sin(10 * t)).magnitude < 1e-15)
      #expect((waves.rows[3][n] - Double.cos(0.001 * t)).magnitude < 1e-15)
    }
    // Speeds 10 and 0.001: one moves, one does not.
    #expect(waves.constantCount == 2)
    #expect(Waves.labels(features: 4) == ["sin 1", "sin 1.000e−4", "cos 1", "cos 1.000e−4"])
  }
}
