import ByHand
import ChapterKit
import Core
import Dataset
import Numerics

/// The chapter in the core: the same steps with tensors. It shares nothing with the work by hand
/// but the starting numbers, and the gradients that AdamW starts from.
struct CoreComputation {
  let recorder: Recorder<Double>
  /// For the gradients found by hand, and nothing else.
  let trace: Trace
  let chapter: Chapter2

  func all(_ trained: DiT<Double>) {
    let x = trainOneStep()
    patchesAsRows(x)
    comparePositions()
    swapPatches()
    threeWays()
    measureReach()
    zeroStart()
    openGate()
    recorder.take(trained, prefix: "trained.")
    earlyAndLate(trained)
    sample(trained)
  }

  private var random: NamedRandom { chapter.common.random }
  private var t: Tensor<Double> { Tensor([1], [WorkedQuestion.time(random)]) }
  private var x0: Tensor<Double> { Tensor([1, 1, 4, 4], WorkedQuestion.picture(random).pixels) }
  private var x1: Tensor<Double> { Tensor([1, 1, 4, 4], WorkedQuestion.noise(random)) }

  private func trainOneStep() -> Tensor<Double> {
    recorder.record("x0", x0)
    recorder.record("x1", x1)
    recorder.record("t", t)
    var (model, flow) = (chapter.model, Flow<Double>())
    let x = flow.interpolate(x0, x1, t, recorder)
    recorder.trainingStep(
      of: &model, learningRate: chapter.learningRate, gradients: trace.gradients(of: model),
      pass: { model in _ = flow.loss(model.forward(x, t, recorder), recorder) },
      backward: { model in flow.backward(&model, recorder) })
    recorder.nudged(WorkedExample.nudge, chapter.model) { model in
      _ = flow.loss(model.forward(x, t, recorder), recorder)
    }
    return x
  }

  private func sample(_ trained: DiT<Double>) {
    var model = trained
    let noise = Tensor([1, 1, 4, 4], WorkedQuestion.samplingNoise(random))
    recorder.sample(from: noise, steps: chapter.steps) { x, t in
      model.forward(x, Tensor([1], [t]), recorder)
    }
  }
}

/// What the pages ask besides the training step.
extension CoreComputation {
  /// The embedding as one matrix product over rows of four pixels.
  private func patchesAsRows(_ x: Tensor<Double>) {
    var embed = Linear<Double>("as_linear", 4, 8)
    let parameters = chapter.model.parameters.filter { $0.name.hasPrefix("patch_embed.") }
    embed.weight.value = parameters[0].value.reshaped([8, 4])
    embed.bias?.value = parameters[1].value
    _ = embed.forward(Patches(edge: 2).rows(of: x), recorder)
  }

  private func comparePositions() {
    let positions = Positions2D<Double>(
      features: chapter.model.configuration.features, grid: chapter.model.configuration.grid)
    let codes = positions.codes
    recorder.record("positions.similarity", codes ⊗ codes.transpose)
    let code = recorder.recorded("positions.code").values
    let frequency = recorder.recorded("positions.frequency")
    let (sine, cosine) = (frequency.map(Double.sin), frequency.map(Double.cos))
    let q = frequency.count
    let row = Array(code[2 * q..<4 * q])  // place 1: its sines, then its cosines
    let (s, c) = (Tensor([q], Array(row[..<q])), Tensor([q], Array(row[q...])))
    recorder.record("positions.turn", Tensor([2, q], sine.values + cosine.values))
    recorder.record("positions.straight", c * cosine)
    let turned = (s * cosine + c * sine, c * cosine - s * sine)
    recorder.record("positions.turned", Tensor([2, q], turned.0.values + turned.1.values))
    let angle = 2 * frequency
    recorder.record("positions.two", Tensor(scalar: 2))
    recorder.record("positions.next_angle", angle)
    recorder.record(
      "positions.next", Tensor([2, q], angle.map(Double.sin).values + angle.map(Double.cos).values))
  }

  private func swapPatches() {
    var (placed, sizes) = (chapter.model, chapter.model.configuration)
    sizes.hasPositions = false
    var unplaced = DiT<Double>(sizes)
    copy(from: placed, to: &unplaced)
    let (a, b) = (WorkedExample.swapped.0, WorkedExample.swapped.1)
    for (name, picture) in [("a", a), ("b", b)] {
      let x = Tensor([1, 1, 4, 4], picture.pixels)
      recorder.record("swapped_\(name)", x)
      recorder.pass("placed_\(name).") { _ = placed.forward(x, t, recorder) }
      recorder.pass("unplaced_\(name).") { _ = unplaced.forward(x, t, recorder) }
    }
  }

  /// Gives a layer the parameters of the same names that a model has.
  private func copy(from model: some Module<Double>, to layer: inout some Module<Double>) {
    let all = Dictionary(uniqueKeysWithValues: model.parameters.map { ($0.name, $0.value) })
    layer.forEachParameter { $0.value = all[$0.name] ?? $0.value }
  }

  /// The first row of the recorded tokens (1, 1, features).
  private var patch: Tensor<Double> {
    let d = chapter.model.configuration.features
    return Tensor([1, 1, d], Array(recorder.recorded("tokens").values.prefix(d)))
  }

  private func threeWays() {
    let e = recorder.recorded("time_embed.mlp.2").values
    var join = WorkedExample.join(random)
    for p in join.parameters { recorder.record(p.name, p.value) }
    join = Linear("join", 2 * e.count, e.count)
    let start = WorkedExample.join(random)
    (join.weight.value, join.bias) = (start.weight.value, start.bias)
    recorder.pass("ways.") {
      let added = Tensor([e.count], patch.values) + Tensor([e.count], e)
      recorder.record("added", added)
      var norms = ["added_norm", "joined_norm"].map {
        LayerNorm<Double>($0, features: e.count, hasParameters: false)
      }
      _ = norms[0].forward(added, recorder)
      let joined = join.forward(Tensor([2 * e.count], patch.values + e), recorder)
      _ = norms[1].forward(joined, recorder)
    }
  }

  private func measureReach() {
    let x = Tensor([1, 1, 8, 8], WorkedExample.reachPicture(random))
    recorder.record("reach.x", x)
    var kernels = (1...3).map { Conv2d<Double>("conv\($0)", 1, 1) }
    for n in 0..<3 {
      kernels[n].weight.value = Tensor([1, 1, 3, 3], WorkedExample.reachKernel(n + 1, random))
      for p in kernels[n].parameters { recorder.record("reach.\(p.name)", p.value) }
    }
    recorder.pass("reach.") {
      var h = x
      for n in 0..<3 { h = kernels[n].forward(h, recorder) }
      let rows = Patches(edge: 2).rows(of: x)
      var attention = Attention<Double>("attn", heads: 1)
      _ = attention.forward(rows, rows, rows, .none, recorder)
    }
  }

  private func earlyAndLate(_ trained: DiT<Double>) {
    let d = chapter.model.configuration.features
    var embedding = TimeEmbedding<Double>("time_embed", features: d)
    var norm = AdaptiveLayerNorm<Double>("blocks.0.norm1", features: d, condition: d)
    copy(from: trained, to: &embedding)
    copy(from: trained, to: &norm)
    for (prefix, time) in WorkedExample.times {
      recorder.pass(prefix) {
        recorder.record("t", Tensor(scalar: time))
        _ = norm.forward(patch, embedding.forward(Tensor([1], [time]), recorder), recorder)
      }
    }
  }
}

/// Starts at zero.
extension CoreComputation {
  private func zeroStart() {
    var (model, flow, mse) = (chapter.model, Flow<Double>(), MeanSquaredError<Double>())
    let x = flow.interpolate(x0, x1, t)
    for (name, tensor) in [("x_t", x), ("t", t), ("velocity", x1 - x0)] {
      recorder.record("zero.\(name)", tensor)
    }
    model.forEachParameter { p in
      if p.name.hasPrefix("final_proj.") { p.value = Tensor(p.value.shape) }
    }
    recorder.take(model, prefix: "zero.")
    for step in 1...2 {
      let gradients = "zero_grad\(step)"
      var (dx, dt) = (x, t)
      model.zeroGradients()
      recorder.pass("zero\(step).", gradients: gradients) {
        _ = mse.forward(model.forward(x, t, recorder), x1 - x0, recorder)
        (dx, dt) = model.backward(mse.backward(recorder), recorder)
      }
      recorder.record("\(gradients).zero.x_t", dx)
      recorder.record("\(gradients).zero.t", dt)
      let prefix = step == 1 ? "zero." : "zero.updated."
      for p in model.parameters { recorder.record("\(gradients).\(prefix)\(p.name)", p.gradient) }
      if step == 2 { break }
      model.forEachParameter { p in
        p.gradient = Tensor(p.value.shape, trace.recorded("zero_grad1.zero.\(p.name)").values)
      }
      recorder.pass("zero.") {
        var optimizer = AdamW<Double>(learningRate: chapter.learningRate)
        optimizer.update(&model, recorder)
      }
    }
  }

  /// A branch and its gate.
  private struct Gated: Module {
    var weight = Parameter<Double>("W", [2, 2], .weight)
    var gate = Parameter<Double>("g", [1], .scale)

    mutating func forEachParameter(_ body: (inout Parameter<Double>) throws -> Void) rethrows {
      try body(&weight)
      try body(&gate)
    }
  }

  private func openGate() {
    let example = WorkedExample.gate
    let (x, target) = (Tensor([1, 2], example.x), Tensor([2], example.target))
    var model = Gated()
    model.weight.value = Tensor([2, 2], example.weight)
    recorder.record("gate.x", Tensor([2], example.x))
    recorder.record("gate.target", target)
    recorder.take(model, prefix: "gate.")
    for step in 1...2 {
      let gradients = "gate_grad\(step)"
      recorder.pass("gate.step\(step).", gradients: gradients) {
        gatedStep(&model, x, target)
      }
      let prefix = step == 1 ? "gate." : "gate.updated."
      for p in model.parameters { recorder.record("\(gradients).\(prefix)\(p.name)", p.gradient) }
      if step == 2 { break }
      model.forEachParameter { p in
        p.gradient = Tensor(p.value.shape, trace.recorded("gate_grad1.gate.\(p.name)").values)
      }
      recorder.pass("gate.") {
        var optimizer = AdamW<Double>(learningRate: chapter.learningRate)
        optimizer.update(&model, recorder)
      }
    }
  }

  /// y = x + g·(W x), the loss, and the gradients of W and g:
  /// dg = Σ dy · (W x) and dW = g · dy xᵀ.
  private func gatedStep(_ model: inout Gated, _ x: Tensor<Double>, _ target: Tensor<Double>) {
    let g = model.gate.value.values[0]
    let branch = (x ⊗ model.weight.value.transpose).reshaped([2])
    let y = x.reshaped([2]) + g * branch
    recorder.record("branch", branch)
    recorder.record("y", y)
    var mse = MeanSquaredError<Double>()
    _ = mse.forward(y, target, recorder)
    let dy = mse.backward(recorder)
    let dBranch = g * dy
    recorder.recordGradient(of: "y", dy)
    recorder.recordGradient(of: "branch", dBranch)
    model.gate.gradient = Tensor([1], [(dy * branch).values.reduce(0, +)])
    model.weight.gradient = (dBranch.reshaped([2, 1]) ⊗ x)
  }
}
