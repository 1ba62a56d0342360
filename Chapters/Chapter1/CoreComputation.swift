import Core
import Dataset
import Numerics

/// The chapter in the core: the same steps with tensors. It shares nothing with the work by hand
/// but the starting numbers.
final class CoreComputation {
  let recorder = Recorder<Double>()
  private let settings: Settings
  private var model: UNet<Double>

  init(_ settings: Settings) {
    self.settings = settings
    model = UNet(settings.configuration)
    let start = Dictionary(
      uniqueKeysWithValues: settings.parameters.map { ($0.name, $0.value.values) })
    model.initialize { name, _ in start[name] ?? [] }
    recorder.record("one", Tensor(scalar: 1))
    recorder.record("norm.epsilon", Tensor(scalar: 1e-5))
    for p in model.parameters { recorder.record(p.name, p.value) }
  }

  /// - Parameter updated: The parameters to start the second forward pass from, so that it can be
  ///   compared to the last bit.
  func trainOneStep(continuingFrom updated: [String: Tensor<Double>]) {
    let random = settings.random
    let x0 = Tensor([1, 1, 4, 4], WorkedExample.picture(random).pixels)
    let u = Tensor([16], (0..<16).map(random["x1"].uniform))
    recorder.record("x0", x0)
    recorder.record("x1.uniform", u)
    let x1 = Noise.normals(u, recorder).map(\.roundedToTwoDecimals).reshaped([1, 1, 4, 4])
    let t = Tensor([1], [WorkedExample.time(random)])
    recorder.record("x1", x1)
    recorder.record("t", t)

    var flow = Flow<Double>()
    let x = flow.interpolate(x0, x1, t, recorder)
    _ = flow.loss(model.forward(x, t, recorder), recorder)
    flow.backward(&model, recorder)
    for p in model.parameters { recorder.recordGradient(of: p.name, p.gradient) }
    var optimizer = AdamW<Double>(learningRate: settings.learningRate)
    optimizer.update(&model, recorder)
    for (name, value) in optimizer.named { recorder.record("adamw.\(name)", Tensor(scalar: value)) }

    model.forEachParameter { $0.value = updated[$0.name] ?? $0.value }
    recorder.prefix = "second."
    var mse = MeanSquaredError<Double>()
    _ = mse.forward(model.forward(x, t, recorder), x1 - x0, recorder)
    recorder.prefix = ""
  }

  func sample(_ trained: UNet<Double>) {
    var model = trained
    for p in model.parameters { recorder.record("trained.\(p.name)", p.value) }
    let steps = settings.steps
    let dt = 1 / Double(steps)
    var x = Tensor([1, 1, 4, 4], WorkedExample.samplingNoise(settings.random))
    recorder.record("sample.noise", x)
    recorder.record("sample.dt", Tensor(scalar: dt))
    for n in 1...steps {
      recorder.prefix = "step\(n)."
      let t = Double(steps - n + 1) / Double(steps)
      recorder.record("t", Tensor(scalar: t))
      x = Solver.euler.step(x, t, dt) { x, t in model.forward(x, Tensor([1], [t]), recorder) }
      recorder.record("x", x)
    }
    recorder.prefix = ""
  }
}
