import ByHand
import ChapterKit
import Core
import Dataset
import Numerics

/// The chapter by hand.
struct HandComputation {
  let trace: Trace
  let chapter: Chapter3

  private var sizes: DiT<Double>.Configuration { chapter.model.configuration }
  private var names: [String] { chapter.model.parameters.map(\.name) }
  private var random: NamedRandom { chapter.common.random }

  func all(_ trained: DiT<Double>) {
    trainOneStep()
    splitModulation()
    guideOneNumber()
    trace.take(trained, prefix: "trained.")
    measureTable("start.", trace.recorded("class_embed.embed.weight"))
    measureTable("end.", trace.recorded("trained.class_embed.embed.weight"))
    sample(blocks: trained.configuration.layers)
  }

  /// A batch of two: forward, the loss, every gradient, AdamW, and the loss after it.
  private func trainOneStep() {
    trace.take(chapter.model)
    let pixels = WorkedExample.pictures(random).flatMap(\.pixels)
    let labels = WorkedExample.labels(random)
    let x0 = trace.given(.data, "x0", [2, 1, 4, 4], pixels)
    let x1 = trace.given(.draw, "x1", [2, 1, 4, 4], WorkedExample.noise(random))
    let t = trace.given(.data, "t", [2], WorkedExample.times(random))
    trace.given(.data, "labels", [2], labels.map(Double.init))
    let (x, velocity) = trace.flow(x0, x1, t)
    trace.trainingStep(of: names, nudge: WorkedExample.nudge(random)) {
      trace.meanSquaredError(forward(x, t, labels), velocity)
    } update: {
      let error = trace.recorded("error")
      trace.grid("picture_loss", 2) { n in meanSquare(error.row(n)) }
      trace.adamW(names, learningRate: chapter.learningRate)
    }
  }

  /// The predicted velocities at x (batch, 1, 4, 4) and the times t (batch), each asking for its label.
  func forward(_ x: Grid, _ t: Grid, _ labels: [Int], blocks: Int = 1) -> Grid {
    trace.dit(
      x, t, labels, features: sizes.features, heads: sizes.heads, patch: sizes.patch,
      blocks: blocks)
  }

  /// The first picture's scales and shifts, as a part that the time makes and one that the class makes.
  private func splitModulation() {
    let name = "blocks.0.norm1.proj"
    let (weight, bias) = (trace.recorded("\(name).weight"), trace.recorded("\(name).bias"))
    let time = trace.recorded("time_embed.mlp.2").row(0)
    let row = trace.recorded("class_embed.embed.weight").row(WorkedExample.labels(random)[0])
    let fromTime = trace.grid("parts.time", bias.count) { k in
      dot(time, weight.row(k), plus: bias[k])
    }
    let fromClass = trace.grid("parts.class", bias.count) { k in dot(row, weight.row(k)) }
    trace.grid("parts.sum", bias.count) { k in fromTime[k] + fromClass[k] }
  }

  /// One pixel, two pictures, −1 and 1; we ask for the second.
  private func guideOneNumber() {
    let example = WorkedExample.oneNumber
    trace.pass("one_number.") {
      let one = trace.sharedConstant("one", 1)
      let x = trace.given(.constant, "x_t", [1, 1, 1], [example.x])
      let t = trace.constant("t", example.t)
      let rest = trace.scalar("one_minus_t") { one - t }
      let members = trace.given(.constant, "family", [2, 1, 1, 1], [-1, 1])
      let free = trace.perfectField(x, t, rest: rest, members).scalars[0]
      let ahead = trace.scalar("ahead") { x.scalars[0] - members.scalars[1] }
      let asked = trace.scalar("asked") { ahead / t }
      let minusT = trace.constant("minus_t", -example.t)
      let scores = [("asked", asked), ("free", free)].map { name, velocity in
        let moved = trace.scalar("\(name)_moved") { dot([rest], [velocity], plus: x.scalars[0]) }
        return trace.scalar("\(name)_score") { moved / minusT }
      }
      trace.scalar("score_difference") { scores[0] - scores[1] }
      let two = trace.constant("two", 2)
      let double = trace.scalar("two_rest") { two * rest }
      let slope = trace.scalar("k") {
        double / trace.recorded("one_number.perfect.t_squared").scalars[0]
      }
      let other = trace.scalar("other") { one - trace.recorded("one_number.perfect.weight")[1] }
      trace.scalar("classifier_slope") { slope * other }
      let direction = trace.scalar("direction") { asked - free }
      let w = trace.constant("w", example.w)
      trace.scalar("guided") { dot([w], [direction], plus: free) }
    }
  }

  /// Lengths and cosines of a table's rows; the direction in which the classes differ most, by power
  /// iteration; and where each row lies along it.
  private func measureTable(_ prefix: String, _ table: Grid) {
    let (rows, d, classes) = (table.shape[0], table.shape[1], table.shape[0] - 1)
    trace.pass("geometry_\(prefix)") {
      let products = trace.grid("product", rows, rows) { a, b in dot(table.row(a), table.row(b)) }
      let epsilon = trace.sharedConstant("cosine.epsilon", WorkedExample.shortest)
      let length = trace.grid("length", rows) { a in
        apply(.rootAtLeast, products[a, a], epsilon)
      }
      let lengths = trace.grid("lengths", rows, rows) { a, b in length[a] * length[b] }
      trace.grid("cosine", rows, rows) { a, b in products[a, b] / lengths[a, b] }
      let middle = trace.grid("middle", d) { i in mean((0..<classes).map { table[$0, i] }) }
      let apart = trace.grid("apart", rows, d) { a, i in table[a, i] - middle[i] }
      let columns = (0..<d).map { i in (0..<classes).map { apart[$0, i] } }
      let spread = trace.grid("spread", d, d) { i, j in dot(columns[i], columns[j]) }
      var direction = apart.row(WorkedExample.farthest(apart.values, of: classes))
      for n in 1...WorkedExample.rounds {
        let stretched = trace.grid("stretched.\(n)", d) { i in
          dot(spread.row(i), direction)
        }
        let square = trace.scalar("square.\(n)") { dot(stretched.scalars, stretched.scalars) }
        let size = trace.scalar("size.\(n)") { apply(.rootAtLeast, square, epsilon) }
        direction = trace.each("direction.\(n)", stretched) { $0 / size }.scalars
      }
      trace.grid("coordinate", rows) { a in dot(apart.row(a), direction) }
    }
  }

  /// Euler's method with guidance, from noise to a picture of the class that was asked for.
  private func sample(blocks: Int) {
    let noise = WorkedQuestion.samplingNoise(random)
    trace.sample(
      from: noise, [1, 4, 4], steps: chapter.steps, guidance: chapter.guidance,
      velocity: { x, t in forward(x, t, [chapter.label, WorkedExample.none], blocks: blocks) },
      within: { n, v in if n == 1 { compareScales(v) } })
  }

  /// The first step's answer for several scales, in both written forms.
  private func compareScales(_ v: Grid) {
    let one = trace.sharedConstant("one", 1)
    let direction = trace.recorded("step1.direction")
    let (scales, places) = (WorkedExample.scales, direction.count)
    let w = trace.given(.constant, "scales", [scales.count], scales)
    let rest = trace.each("scales_rest", w) { one - $0 }
    trace.grid("scales_first", scales.count, places) { k, i in
      dot([w[k]], [direction.scalars[i]], plus: v.scalars[places + i])
    }
    trace.grid("scales_second", scales.count, places) { k, i in
      dot([w[k], rest[k]], [v.scalars[i], v.scalars[places + i]])
    }
  }
}
