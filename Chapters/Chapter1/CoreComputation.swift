import Core
import Numerics

/// The chapter in the core: the same steps with tensors. It shares nothing with the work by hand
/// but the starting numbers.
struct CoreComputation {
  let recorder: Recorder<Double>
  let chapter: Chapter1

  /// - Parameter gradients: What AdamW starts from, so that all that follows can be compared to the
  ///   last bit.
  func trainOneStep(gradients: [String: Tensor<Double>]) {
    let random = chapter.common.random
    let x0 = Tensor([1, 1, 4, 4], WorkedExample.picture(random).pixels)
    let u = Tensor([16], (0..<16).map(random["x1"].uniform))
    let t = Tensor([1], [WorkedExample.time(random)])
    recorder.record("x0", x0)
    recorder.record("x1.uniform", u)
    let x1 = Noise.normals(u, recorder).map(\.roundedToTwoDecimals).reshaped([1, 1, 4, 4])
    recorder.record("x1", x1)
    recorder.record("t", t)

    var (model, flow) = (chapter.model, Flow<Double>())
    let x = flow.interpolate(x0, x1, t, recorder)
    bestAnswers(x, t)
    recorder.trainingStep(
      of: &model, learningRate: chapter.learningRate, gradients: gradients,
      pass: { model in _ = flow.loss(model.forward(x, t, recorder), recorder) },
      backward: { model in flow.backward(&model, recorder) })
    clipAndStepTwice(gradients)
    averageThreeTimes()
    recorder.nudged(WorkedExample.nudge, chapter.model) { model in
      _ = flow.loss(model.forward(x, t, recorder), recorder)
    }
  }

  /// The best possible answer to the worked question, and to the one with one number.
  private func bestAnswers(_ x: Tensor<Double>, _ t: Tensor<Double>) {
    recorder.record("family", WorkedExample.family)
    let field = PerfectField(WorkedExample.family)
    _ = field.velocity(x, t.values[0], recorder)
    for (prefix, t) in WorkedExample.otherTimes {
      recorder.pass(prefix) {
        recorder.record("t", Tensor(scalar: t))
        recorder.record("one_minus_t", Tensor(scalar: 1 - t))
        _ = field.velocity(x, t, recorder)
      }
    }
    recorder.pass("one_number.") {
      let (x, t) = WorkedExample.oneNumber
      let family = Tensor<Double>([2, 1, 1, 1], [-1, 1])
      recorder.record("x_t", Tensor([1, 1, 1], [x]))
      recorder.record("t", Tensor(scalar: t))
      recorder.record("one_minus_t", Tensor(scalar: 1 - t))
      recorder.record("family", family)
      _ = PerfectField(family).velocity(Tensor([1, 1, 1, 1], [x]), t, recorder)
    }
  }

  /// The gradients shortened to a joint length; and two steps of AdamW on two numbers.
  private func clipAndStepTwice(_ gradients: [String: Tensor<Double>]) {
    var model = chapter.model
    model.forEachParameter { $0.gradient = gradients[$0.name] ?? $0.gradient }
    model.clipGradients(toNorm: WorkedExample.clippingLimit, recorder)

    let example = WorkedExample.twoSteps
    var numbers = Linear<Double>("example", 2, 1, hasBias: false)
    numbers.weight.value = Tensor([1, 2], example.start)
    recorder.record("two_steps.start", numbers.weight.value)
    var optimizer = AdamW<Double>(learningRate: chapter.learningRate)
    for (n, g) in example.gradients.enumerated() {
      recorder.pass("two_steps.\(n + 1).") {
        numbers.weight.gradient = Tensor([1, 2], g)
        recorder.record("g", numbers.weight.gradient)
        optimizer.update(&numbers, recorder)
      }
    }
  }

  /// The average of one number's values after three steps.
  private func averageThreeTimes() {
    let example = WorkedExample.averaged
    var number = Linear<Double>("example", 1, 1, hasBias: false)
    func set(_ value: Double) { number.weight.value = Tensor([1, 1], [value]) }
    set(example.start)
    recorder.record("averaging.start", number.weight.value)
    var average = MovingAverage(of: number, decay: Recipe.averaging)
    for (n, value) in example.after.enumerated() {
      recorder.pass("averaging.\(n + 1).") {
        set(value)
        recorder.record("theta", number.weight.value)
        average.update(from: number, recorder)
      }
    }
  }

  func sample(_ trained: UNet<Double>) {
    var model = trained
    recorder.take(trained, prefix: "trained.")
    let noise = Tensor([1, 1, 4, 4], WorkedExample.samplingNoise(chapter.common.random))
    recorder.sample(from: noise, steps: chapter.steps) { x, t in
      model.forward(x, Tensor([1], [t]), recorder)
    }
  }
}
