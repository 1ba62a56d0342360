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
  let chapter: Chapter3

  private var random: NamedRandom { chapter.common.random }

  func all(_ trained: DiT<Double>) {
    trainOneStep()
    splitModulation()
    guideOneNumber()
    recorder.take(trained, prefix: "trained.")
    measureTable("start.", of: chapter.model)
    measureTable("end.", of: trained)
    sample(trained)
  }

  private func trainOneStep() {
    let x0 = Tensor([2, 1, 4, 4], WorkedExample.pictures(random).flatMap(\.pixels))
    let x1 = Tensor([2, 1, 4, 4], WorkedExample.noise(random))
    let t = Tensor([2], WorkedExample.times(random))
    let labels = WorkedExample.labels(random)
    recorder.record("x0", x0)
    recorder.record("x1", x1)
    recorder.record("t", t)
    recorder.record("labels", Tensor([2], labels.map(Double.init)))
    var (model, flow) = (chapter.model, Flow<Double>())
    let start = model
    let x = flow.interpolate(x0, x1, t, recorder)
    recorder.trainingStep(
      of: &model, learningRate: chapter.learningRate, gradients: trace.gradients(of: model),
      pass: { model in _ = flow.loss(model.forward(x, t, labels, recorder), recorder) },
      backward: { model in flow.backward(&model, recorder) })
    let error = recorder.recorded("error").values
    let losses = [error[..<16], error[16...]].map { $0.reduce(0) { $0 + $1 * $1 } / 16 }
    recorder.record("picture_loss", Tensor([2], losses))
    recorder.nudged(WorkedExample.nudge(random), start) { model in
      _ = flow.loss(model.forward(x, t, labels, recorder), recorder)
    }
  }

  /// Two matrix products in place of one: W·(time + class) + b = (W·time + b) + W·class.
  private func splitModulation() {
    let parameters = chapter.model.parameters
    func value(_ name: String) -> Tensor<Double> {
      parameters.first { $0.name == name }?.value ?? Tensor([0])
    }
    let (weight, bias) = (
      value("blocks.0.norm1.proj.weight"), value("blocks.0.norm1.proj.bias")
    )
    let (label, d) = (WorkedExample.labels(random)[0], weight.shape[1])
    let row = value("class_embed.embed.weight").values[label * d..<(label + 1) * d]
    let time = recorder.recorded("time_embed.mlp.2").values.prefix(d)
    let fromTime = (Tensor([1, d], Array(time)) ⊗ weight.transpose).reshaped([bias.count]) + bias
    let fromClass = (Tensor([1, d], Array(row)) ⊗ weight.transpose).reshaped([bias.count])
    recorder.record("parts.time", fromTime)
    recorder.record("parts.class", fromClass)
    recorder.record("parts.sum", fromTime + fromClass)
  }

  private func guideOneNumber() {
    let (x, t, w) = WorkedExample.oneNumber
    recorder.pass("one_number.") {
      let family = Tensor<Double>([2, 1, 1, 1], [-1, 1])
      recorder.record("x_t", Tensor([1, 1, 1], [x]))
      recorder.record("family", family)
      func note(_ name: String, _ value: Double) -> Double {
        recorder.record(name, Tensor(scalar: value))
        return value
      }
      let rest = note("one_minus_t", 1 - note("t", t))
      let free = PerfectField(family).velocity(Tensor([1, 1, 1, 1], [x]), t, recorder).values[0]
      let asked = note("asked", note("ahead", x - 1) / t)
      let minusT = note("minus_t", -t)
      let askedScore = note("asked_score", note("asked_moved", rest * asked + x) / minusT)
      let freeScore = note("free_score", note("free_moved", rest * free + x) / minusT)
      _ = note("score_difference", askedScore - freeScore)
      let k = note("k", note("two_rest", note("two", 2) * rest) / (t * t))
      let weight = recorder["one_number.perfect.weight"]?.values[1] ?? 0
      _ = note("classifier_slope", k * note("other", 1 - weight))
      _ = note("w", w)
      _ = Guidance(scale: w).blend(Tensor(scalar: asked), Tensor(scalar: free), recorder)
    }
  }

  private func measureTable(_ prefix: String, of model: DiT<Double>) {
    let name = "class_embed.embed.weight"
    let table = model.parameters.first { $0.name == name }?.value ?? Tensor([0, 0])
    let (rows, d) = (table.shape[0], table.shape[1])
    let classes = Tensor([rows - 1, d], Array(table.values.dropLast(d)))
    let shortest = WorkedExample.shortest
    recorder.recordConstant("cosine.epsilon", shortest)
    recorder.pass("geometry_\(prefix)") {
      let products = table ⊗ table.transpose
      let length = Tensor(
        [rows, 1], (0..<rows).map { max(products[$0, $0].squareRoot(), shortest) })
      let lengths = length ⊗ length.transpose
      recorder.record("product", products)
      recorder.record("length", length.reshaped([rows]))
      recorder.record("lengths", lengths)
      recorder.record("cosine", products.zip(lengths, /))
      let sums = (0..<d).map { i in
        (0..<rows - 1).reduce(0.0) { $0 + classes.values[$1 * d + i] }
      }
      let middle = Tensor([d], sums.map { $0 / Double(rows - 1) })
      recorder.record("middle", middle)
      let apart = Tensor(
        [rows, d], table.values.indices.map { table.values[$0] - middle.values[$0 % d] })
      recorder.record("apart", apart)
      let centered = Tensor([rows - 1, d], Array(apart.values.dropLast(d)))
      let spread = centered.transpose ⊗ centered
      recorder.record("spread", spread)
      let far = WorkedExample.farthest(apart.values, of: rows - 1)
      var direction = Tensor([d, 1], Array(apart.values[far * d..<(far + 1) * d]))
      for n in 1...WorkedExample.rounds {
        let stretched = spread ⊗ direction
        let square = (stretched.transpose ⊗ stretched).values[0]
        let size = max(square.squareRoot(), shortest)
        direction = stretched.map { $0 / size }
        recorder.record("stretched.\(n)", stretched.reshaped([d]))
        recorder.record("square.\(n)", Tensor(scalar: square))
        recorder.record("size.\(n)", Tensor(scalar: size))
        recorder.record("direction.\(n)", direction.reshaped([d]))
      }
      recorder.record("coordinate", (apart ⊗ direction).reshaped([rows]))
    }
  }

  private func sample(_ trained: DiT<Double>) {
    let guidance = Guidance(scale: chapter.guidance)
    recorder.sample(
      from: Tensor([1, 1, 4, 4], WorkedQuestion.samplingNoise(random)), steps: chapter.steps,
      guidance: chapter.guidance,
      velocity: { x, t in guidance.velocity(of: trained, [chapter.label], x, t, recorder) },
      after: { n, _ in if n == 1 { compareScales(trained) } })
  }

  private func compareScales(_ trained: DiT<Double>) {
    let x = Tensor([1, 1, 4, 4], WorkedQuestion.samplingNoise(random))
    func ask(_ label: Int) -> Tensor<Double> {
      var model = trained
      return model.forward(x, Tensor([1], [1]), [label])
    }
    let (asked, free) = (ask(chapter.label), ask(WorkedExample.none))
    let scales = WorkedExample.scales
    recorder.record("scales", Tensor([scales.count], scales))
    recorder.record("scales_rest", Tensor([scales.count], scales.map { 1 - $0 }))
    recorder.record(
      "scales_first",
      Tensor(
        [scales.count, 16],
        scales.flatMap { Guidance(scale: $0).blend(asked, free).values }))
    recorder.record(
      "scales_second",
      Tensor(
        [scales.count, 16],
        scales.flatMap { w in (w * asked + (1 - w) * free).values }))
  }
}
