import ByHand
import Core
import Numerics

/// One head of the model that tells stories, at one place of one story.
extension HandComputation {
  // excerpt Chapter6.look
  /// From the rows that the head reads: its query at the last place, its keys at all places, turned by where they
  /// stand; the scores, and the weights that they become.
  func lookBack() {
    let (places, size) = (look.question.tokens.count, Sizes.headSize)
    trace.pass("look.", parameters: "look.", shared: "look.") {
      for (name, shape, values) in look.given { trace.given(.frozen, name, shape, values) }
      let x = trace.given(
        .data, "x", [places, Sizes.teller.features], look.seen("norm1").values)
      let last = Grid(
        name: x.name, shape: [1, Sizes.teller.features], scalars: x.row(look.question.query))
      let q = trace.rotary(
        "q_turned", trace.linear("q", last), size: size, from: look.question.query, length: places)
      let k = trace.rotary("k_turned", trace.linear("k", x), size: size, length: places)
      let root = trace.scalar("root") {
        apply(.squareRoot, trace.constant("head_size", Double(size)))
      }
      let scores = trace.grid("scores", places) { j in dot(q.row(0), k.row(j)) }
      let scaled = trace.each("scaled", scores) { $0 / root }
      trace.grid("weights", places) { j in softmax(scaled[j], among: scaled.scalars) }
    }
  }
  // end excerpt
}

extension CoreComputation {
  /// The same, out of a pass of the whole model.
  func lookBack() {
    let (places, size) = (look.question.tokens.count, Sizes.headSize)
    recorder.pass("look.") {
      for (name, shape, values) in look.given { recorder.record(name, Tensor(shape, values)) }
      recorder.record("x", look.seen("norm1"))
      for (name, layer) in [
        ("q", "W_q"), ("q_turned", "q_turned"), ("k", "W_k"), ("k_turned", "k_turned"),
      ] {
        let all = look.seen("attention.\(layer)")
        let rows = name.hasPrefix("q") ? look.question.query..<places : 0..<places
        recorder.record(
          name,
          Tensor(
            [rows.count, size],
            rows.flatMap { row in look.features.map { all[0, row, $0] } }))
      }
      for name in ["period", "pairs", "pair", "speed", "place", "angle", "sin", "cos"] {
        let all = look.recorder.recorded("rope.\(name)")
        let isTable = all.shape.first == Sizes.teller.length
        let shape = isTable ? [places] + all.shape.dropFirst() : all.shape
        recorder.record(
          "rope.\(name)", Tensor(shape, Array(all.values.prefix(shape.reduce(1, *)))))
      }
      recorder.record("head_size", Tensor(scalar: Double(size)))
      recorder.record("root", Tensor(scalar: Double(size).squareRoot()))
      for name in ["scores", "scaled", "weights"] {
        let all = look.seen("attention.\(name)")
        recorder.record(
          name, Tensor([places], (0..<places).map { all[0, look.head, places - 1, $0] }))
      }
    }
  }
}

extension HatLook {
  /// The head's own rows of the layers that make queries and keys.
  var given: [(name: String, shape: [Int], values: [Double])] {
    ["q", "k"].flatMap { letter in
      ["weight", "bias"].map { part -> (String, [Int], [Double]) in
        let name = "blocks.\(layer).attention.W_\(letter).\(part)"
        guard let all = model.parameters.first(where: { $0.name == name })?.value else {
          stop("the model has no \(name)")
        }
        let width = part == "weight" ? Sizes.teller.features : 1
        let rows = features.flatMap { all.values[$0 * width..<($0 + 1) * width] }
        return (
          "\(letter).\(part)", part == "weight" ? [Sizes.headSize, width] : [Sizes.headSize], rows
        )
      }
    }
  }
}
