import Core
import Numerics
import Testing

/// The trainer and its parts against plain loops.
@Suite struct TrainerTests {
  /// A model of one number a, whose velocity is a·x: small enough to do its training on paper.
  struct OneNumber: VelocityModel {
    var a = Parameter<Double>("a", [1], .weight)
    private(set) var x = Tensor<Double>([0])
    /// All times that it was asked about.
    var times: [Double] = []

    mutating func forEachParameter(_ body: (inout Parameter<Double>) throws -> Void) rethrows {
      try body(&a)
    }

    mutating func forward(
      _ x: Tensor<Double>, _ t: Tensor<Double>, _ condition: Void, _ recorder: Recorder<Double>?
    ) -> Tensor<Double> {
      self.x = x
      times += t.values
      return a.value.values[0] * x
    }

    mutating func backward(_ dy: Tensor<Double>, _ recorder: Recorder<Double>?)
      -> (dx: Tensor<Double>, dt: Tensor<Double>)
    {
      a.gradient.values[0] += (dy * x).values.reduce(0, +)
      return (a.value.values[0] * dy, Tensor([dy.shape[0]]))
    }
  }

  /// Five steps with given gradients, clipped, with AdamW and an average, written out.
  @Test func `steps give what a plain loop gives`() {
    var trainer = Trainer<Double>(
      steps: 5, learningRate: 0.1, schedule: .cosine(warmUp: 2), weightDecay: 0.02, clipping: 0.5,
      averaging: 0.3)
    let gradients = [0.4, -2, 0.3, 0.7, -0.1]
    var model = OneNumber()
    model.a.value.values[0] = 1
    var seen: [Double] = []
    let losses = trainer.run(
      &model, progress: { _ in },
      loss: { model, step in
        seen.append(model.a.gradient.values[0])  // must be zero before each step
        model.a.gradient.values[0] += gradients[step]
        return Double(step)
      })
    #expect(losses == [0, 1, 2, 3, 4] && seen == [0, 0, 0, 0, 0])

    var (theta, average, m, v) = (1.0, 1.0, 0.0, 0.0)
    for step in 0..<5 {
      var g = gradients[step]
      if g.magnitude > 0.5 { g *= 0.5 / (g.magnitude + 1e-6) }
      let share =
        step < 2 ? Double(step + 1) / 2 : 0.5 * (1 + Double.cos(Double.pi * Double(step - 2) / 3))
      let rate = 0.1 * share
      (m, v) = (0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g)
      var (power1, power2) = (1.0, 1.0)
      for _ in 0...step { (power1, power2) = (power1 * 0.9, power2 * 0.999) }
      let (mHat, vHat) = (m / (1 - power1), v / (1 - power2))
      theta = theta - rate * 0.02 * theta - rate * mHat / (vHat.squareRoot() + 1e-8)
      let kept = min(0.3, Double(2 + step) / Double(11 + step))
      average = kept * average + (1 - kept) * theta
    }
    #expect((model.a.value.values[0] - average).magnitude < 1e-14)

    trainer.averaging = nil
    var last = OneNumber()
    last.a.value.values[0] = 1
    _ = trainer.run(
      &last, progress: { _ in },
      loss: { model, step in
        model.a.gradient.values[0] += gradients[step]
        return 0
      })
    #expect((last.a.value.values[0] - theta).magnitude < 1e-14)
  }

  @Test func `what progress throws ends the training`() {
    struct Enough: Error {}
    var (model, done) = (OneNumber(), 0)
    #expect(throws: Enough.self) {
      try Trainer<Double>(steps: 10, learningRate: 0.1).run(
        &model,
        progress: { step in
          done = step
          if step == 3 { throw Enough() }
        }, loss: { _, _ in 0 })
    }
    #expect(done == 3)
  }

  @Test func `a schedule is a share of the rate for each step`() {
    let cosine = (0..<12).map { Schedule.cosine(warmUp: 4).share(at: $0, of: 12) }
    #expect(Array(cosine[..<5]) == [0.25, 0.5, 0.75, 1, 1])
    #expect((cosine[8] - 0.5).magnitude < 1e-15)
    #expect(zip(cosine[4...], cosine[5...]).allSatisfy { $0 > $1 } && cosine[11] > 0)
    #expect((0..<3).allSatisfy { Schedule.constant.share(at: $0, of: 3) == 1 })
  }

  @Test(arguments: [nil, 0, 0.7] as [Double?])
  func `every picture of every batch has a time of its own, drawn as asked`(mean: Double?) {
    let batches = FlowBatches<Double>(
      of: 100, shape: [1, 1, 1], random: NamedRandom(seed: 3),
      timing: mean.map { .logitNormal(mean: $0) } ?? .uniform)
    var model = OneNumber()
    for step in 0..<20 { _ = batches.loss(&model, (), step: step) { _ in [1] } }
    let times = model.times
    #expect(Set(times).count == 2000 && times.allSatisfy { $0 > 0 && $0 < 1 })
    let draws = NamedRandom(seed: 3)["train.t"]
    for (i, t) in times.enumerated() {
      let expected = mean.map { 1 / (1 + Double.exp(-($0 + draws.normal(i)))) } ?? draws.uniform(i)
      #expect(t == expected)
    }
    // Logit-normal: Φ(ln 3) = 0.864 and Φ(−ln 4) = 0.0828 below; nearer to noise: Φ(ln 3 − 0.7) = 0.655 and
    // Φ(−ln 4 − 0.7) = 0.0185.
    for (below, shares) in [(0.75, [0.75, 0.864, 0.655]), (0.2, [0.2, 0.0828, 0.0185])] {
      let expected = shares[mean.map { $0 == 0 ? 1 : 2 } ?? 0]
      #expect((batches.timing.share(below: below) - expected).magnitude < 0.001)
      let share = Double(times.filter { $0 < below }.count) / 2000
      #expect((share - expected).magnitude < 0.04, "\(share) below \(below)")
    }
  }

  @Test func `a batch's loss and gradients are those of its pictures, noise and times`() {
    let random = NamedRandom(seed: 5)
    let batches = FlowBatches<Double>(of: 4, shape: [1, 1, 2], random: random)
    var model = OneNumber()
    model.a.value.values[0] = 0.3
    let loss = batches.loss(&model, (), step: 2) { [Double($0), -1] }
    var (expected, slope) = (0.0, 0.0)
    for i in 8..<12 {
      let t = random["train.t"].uniform(i)
      for (k, x0) in [Double(i), -1].enumerated() {
        let x1 = random["train.x1"].normal(2 * i + k)
        let x = (1 - t) * x0 + t * x1
        let error = 0.3 * x - (x1 - x0)
        expected += error * error / 8
        slope += 2 * error * x / 8
      }
    }
    #expect((loss - expected).magnitude < 1e-12)
    #expect((model.a.gradient.values[0] - slope).magnitude < 1e-12)
  }
}

@Suite struct PerfectFieldTests {
  @Test func `with one number and two pictures it gives the known answer`() {
    let field = PerfectField(Tensor<Double>([2, 1, 1, 1], [-1, 1]))
    let v = field.velocity(Tensor([1, 1, 1, 1], [0.3]), 0.5).values[0]
    // Weights 0.2315 and 0.7685, mean 0.5370.
    let far = 1 / (1 + Double.exp(1.2))
    #expect((v - (0.3 - (1 - 2 * far)) / 0.5).magnitude < 1e-15 && (v + 0.4741).magnitude < 1e-4)
  }

  @Test func `with one picture every path is straight, and several pictures at once keep apart`() {
    let one = PerfectField(Tensor<Double>([1, 1, 1, 2], [0.4, -0.9]))
    let x = Tensor<Double>([2, 1, 1, 2], [1, 2, -3, 0.5])
    let end = Solver.euler.trajectory(from: x, steps: 1) { one.velocity($0, $1) }[1]
    for (i, pixel) in [0.4, -0.9, 0.4, -0.9].enumerated() {
      #expect((end.values[i] - pixel).magnitude < 1e-15)
    }
    let two = PerfectField(Tensor<Double>([2, 1, 1, 2], [0.4, -0.9, -0.2, 0.7]))
    let both = two.velocity(x, 0.6).values
    let apart = [[1, 2], [-3, 0.5]].flatMap { two.velocity(Tensor([1, 1, 1, 2], $0), 0.6).values }
    #expect(both == apart)
  }
}
