import Core
import Numerics
import Testing

@testable import chapter1

@Suite struct ClockTests {
  @Test func `a faster clock is the same model, told a larger time`() throws {
    let model = try Chapter1.parse([]).model
    var fast = UNet<Double>(Recipe.book { $0.timeScale = 1000 }.sizes)
    fast.initialize { StartingValues.readable($0, NamedRandom(seed: 1)) }
    let x = Tensor<Double>([1, 1, 4, 4], (0..<16).map { Double($0) / 8 - 1 })
    #expect(fast.velocity(x, 0.375) == model.velocity(x, 375))
    #expect(fast.velocity(x, 0.375) != model.velocity(x, 0.375))
  }

  @Test func `a recipe starts where the worked step does, and its times matter`() throws {
    let chapter = try Chapter1.parse([])
    let random = chapter.common.random
    let none = ShapesTraining(Recipe.book { $0.steps = 0 }, random: random)
    #expect(none.model.parameters.map(\.value) == chapter.model.parameters.map(\.value))
    let own = ShapesTraining(Recipe.book { $0.steps = 3 }, random: random)
    let even = ShapesTraining(Recipe.book { ($0.steps, $0.times) = (3, .uniform) }, random: random)
    #expect(own.losses.count == 3 && own.losses != even.losses)
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
