import ByHand
import Core
import Dataset
import Numerics
import Testing

@testable import chapter1

/// Numbers that pages compute for themselves, against plain loops and textbook formulas.
@Suite struct StoryNumbersTests {
  @Test func `three averages are those of a plain loop`() throws {
    let chapter = try Chapter1.parse(["--train", "0", "--steps", "1"])
    let trace = chapter.work(trained: chapter.model).trace
    var average = 0.5
    for (n, theta) in [0.62, 0.41, 0.58].enumerated() {
      let k = Double(n + 2) / Double(n + 11)
      average += (1 - k) * (theta - average)
      let name = "averaging.\(n + 1).average.example.weight"
      #expect((try #require(trace[name]).values[0] - average).magnitude < 1e-15)
    }
  }

  @Test func `no patch of the same length gets a larger answer, nor any place in the data`() throws
  {
    let model = try Chapter1.parse(["--seed", "3"]).model
    let weight = try #require(model.parameters.first { $0.name == "conv_in.weight" }).value.values
    let bias = try #require(model.parameters.first { $0.name == "conv_in.bias" }).value.values
    for (kernel, answer) in KernelAnswer.all(of: model).enumerated() {
      func response(_ patch: [Double]) -> Double {
        (0..<9).reduce(0) { $0 + weight[9 * kernel + $1] * patch[$1] }
      }
      #expect((answer.patch.reduce(0) { $0 + $1 * $1 } - 1).magnitude < 1e-15)
      #expect((response(answer.patch) - answer.strength).magnitude < 1e-15)
      for trial in 0..<100 {
        let draws = NamedRandom(seed: 1)["patch \(trial)"]
        let patch = (0..<9).map(draws.normal)
        let length = patch.reduce(0) { $0 + $1 * $1 }.squareRoot()
        #expect(response(patch.map { $0 / length }) <= answer.strength)
      }
      var best = -Double.infinity
      for picture in TinyShapes.all {
        for place in 0..<16 {
          let patch = (0..<9).map { i -> Double in
            let (r, q) = (place / 4 + i / 3 - 1, place % 4 + i % 3 - 1)
            return (0..<4).contains(r) && (0..<4).contains(q) ? picture.pixels[4 * r + q] : 0
          }
          let value = bias[kernel] + response(patch)
          if picture.name == answer.picture.name && place == 4 * answer.row + answer.column {
            let length = patch.reduce(0) { $0 + $1 * $1 }.squareRoot()
            #expect((value - answer.map[place]).magnitude < 1e-15)
            #expect(
              (answer.likeness - response(patch) / length / answer.strength).magnitude < 1e-15)
          }
          best = max(best, value)
        }
      }
      #expect((best - answer.map[4 * answer.row + answer.column]).magnitude < 1e-15)
    }
  }

  @Test(arguments: [(0.75, 0.25), (0.5, 0.5), (0.9, 0.1)])
  func `DDPM's step is the posterior's mean, and DDIM's is Euler's`(t: Double, dt: Double) {
    let step = DiffusionStep(from: t, by: dt)
    let (x, v, z) = (0.37, -1.2, 0.8)
    // Ho, Jain, Abbeel, 2020, equation 7: a mean of the picture and of where we stand.
    let (bar, next) = (step.before, step.after)
    let (alpha, beta) = (bar / next, 1 - bar / next)
    let mean =
      next.squareRoot() * beta / (1 - bar) * (x - t * v)
      + alpha.squareRoot() * (1 - next) / (1 - bar) * (x / step.c)
    let spread = (beta * (1 - next) / (1 - bar)).squareRoot()
    let s = t - dt
    let c = ((1 - s) * (1 - s) + s * s).squareRoot()
    #expect((step.ddpm(x, v, z) - c * (mean + spread * z)).magnitude < 1e-14)
    #expect((step.ddim(x, v) - (x - dt * v)).magnitude < 1e-14)
    #expect((bar.squareRoot() * t - (1 - bar).squareRoot() * (1 - t)).magnitude < 1e-15)
    #expect(step.ddpm(x, v, 0) != step.ddim(x, v) || s == 0)
  }

  @Test func `multiplications without products with zeros are those that the recording holds`()
    throws
  {
    let chapter = try Chapter1.parse(["--train", "0", "--steps", "1"])
    let trace = chapter.work(trained: chapter.model).trace
    var products = 0
    // Norms scale entry by entry, the last one, conv_out.0, too: that is no matrix product.
    for grid in trace.grids
    where grid.name.hasPrefix("step1.") && grid.name != "step1.conv_out.0"
      && !grid.name.contains("norm")
    {
      for scalar in grid.scalars {
        let node = trace.nodes[scalar.id]
        if node.operation === Operation.dot { products += node.operands.count / 2 }
      }
    }
    let sizes = chapter.model.configuration
    // The time's angles are a matrix product in the core: two more.
    #expect(products + 2 == sizes.multiplications(edge: 4, countsZeros: false))
    #expect(sizes.multiplications(edge: 4) > sizes.multiplications(edge: 4, countsZeros: false))
  }
}
