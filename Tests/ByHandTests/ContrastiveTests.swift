import ByHand
import Core
import Numerics
import Testing

@Suite struct ContrastiveTests {
  @Test(arguments: 0..<4)
  func `the contrastive loss by hand and in the core, every value and every gradient`(trial: Int)
    throws
  {
    let (n, d) = (2 + trial, 3 + trial)
    let draws = NamedRandom(seed: UInt64(trial))["pairs"]
    func tensor(_ start: Int) -> Tensor<Double> {
      Tensor([n, d], (0..<n * d).map { draws.normal(start + $0) })
    }
    let (images, texts, scale) = (tensor(0), tensor(1000), draws.normal(5000))

    let trace = Trace()
    func given(_ name: String, _ x: Tensor<Double>) -> Grid {
      trace.given(.data, name, x.shape, x.values)
    }
    let s = trace.given(.parameter, "scale", [], [scale])
    let units = (
      trace.unitLength("visual", given("images", images)),
      trace.unitLength("text", given("texts", texts))
    )
    trace.backward(from: trace.contrastiveLoss(units.0, units.1, scale: s.scalars[0]))

    let recorder = Recorder<Double>()
    var (image, text) = (UnitLength<Double>("visual"), UnitLength<Double>("text"))
    var loss = ContrastiveLoss<Double>()
    _ = loss.forward(
      image.forward(images, recorder), text.forward(texts, recorder), scale, recorder)
    let (dImages, dTexts, dScale) = loss.backward(recorder)
    recorder.recordGradient(of: "images", image.backward(dImages, recorder))
    recorder.recordGradient(of: "texts", text.backward(dTexts, recorder))
    recorder.recordGradient(of: "scale", Tensor(scalar: dScale))

    for grid in trace.grids where !["images", "texts", "scale"].contains(grid.name) {
      let tensor = try #require(recorder[grid.name], "\(grid.name)")
      #expect(tensor.shape == grid.shape)
      guard let bounds = trace.roundingBounds(of: grid.name) else {
        #expect(tensor.values.map(\.bitPattern) == grid.values.map(\.bitPattern), "\(grid.name)")
        continue
      }
      for i in bounds.indices {
        #expect((tensor.values[i] - grid.values[i]).magnitude <= bounds[i], "\(grid.name)[\(i)]")
      }
    }
  }

  @Test func `pairs that point the same way, alone, lose next to nothing`() {
    var loss = ContrastiveLoss<Double>()
    let unit = Tensor<Double>([2, 2], [1, 0, 0, 1])
    #expect(loss.forward(unit, unit, 5) < 1e-12)
    let swapped = Tensor<Double>([2, 2], [0, 1, 1, 0])
    #expect(loss.forward(unit, swapped, 0) - (1 + Double.log(1 + Double.exp(-1.0))) < 1e-12)
  }
}
