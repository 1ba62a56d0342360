import Core
import Testing

@Suite struct AdamWTests {
  /// The numbers of one parameter, as a person would keep them on paper.
  struct Paper {
    var theta: Double
    var m = 0.0
    var v = 0.0

    mutating func update(_ g: Double, step: Int) {
      let (rate, beta1, beta2, epsilon, decay) = (0.05, 0.8, 0.95, 1e-6, 0.1)
      m = beta1 * m + (1 - beta1) * g
      v = beta2 * v + (1 - beta2) * g * g
      var (power1, power2) = (1.0, 1.0)
      for _ in 0..<step { (power1, power2) = (power1 * beta1, power2 * beta2) }
      let (mHat, vHat) = (m / (1 - power1), v / (1 - power2))
      theta = theta - rate * decay * theta - rate * mHat / (vHat.squareRoot() + epsilon)
    }
  }

  @Test func `seven steps give what a plain loop gives, number by number`() {
    var layer = Linear<Double>("l", 2, 3)
    var optimizer = AdamW<Double>(
      learningRate: 0.05, beta1: 0.8, beta2: 0.95, epsilon: 1e-6, weightDecay: 0.1)
    layer.initialize { p in
      let offset = p.role == .bias ? 1 : 0.5
      return p.value.values.indices.map { 0.3 * Double($0) - offset }
    }
    var paper = layer.parameters.map { $0.value.values.map { Paper(theta: $0) } }
    /// Gradients of changing sign and size, so that old averages matter.
    func gradient(_ parameter: Int, _ i: Int, _ step: Int) -> Double {
      let size = [0.7, -1.9, 0.01, 2.5, -0.4, 0, 1.1][step - 1]
      return size * (1 + Double(i)) - 0.3 * Double(parameter * step)
    }
    for step in 1...7 {
      var parameter = 0
      layer.forEachParameter { p in
        p.gradient.values = p.value.values.indices.map { gradient(parameter, $0, step) }
        parameter += 1
      }
      let recorder = Recorder<Double>()
      optimizer.update(&layer, recorder)
      #expect(optimizer.step == step)
      for (index, p) in layer.parameters.enumerated() {
        for i in p.value.values.indices {
          paper[index][i].update(gradient(index, i, step), step: step)
          let expected = paper[index][i]
          for (part, value) in [("adamw.m", expected.m), ("adamw.v", expected.v)] {
            let recorded = recorder["\(part).\(p.name)"]?.values[i] ?? .nan
            #expect((recorded - value).magnitude <= 1e-15 * max(1, value.magnitude))
          }
          #expect((p.value.values[i] - expected.theta).magnitude < 1e-14, "step \(step), \(p.name)")
        }
      }
    }
  }
}
