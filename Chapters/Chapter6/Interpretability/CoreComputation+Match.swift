import Core
import Numerics

extension CoreComputation {
  /// The same from the tensors of the recorded pass.
  func match() {
    let scores = recorder.recorded(HeadPattern.induction.grid)
    let last = Sizes.copy.layers - 1
    let head = (0..<Sizes.copy.heads).max { scores[last, $0] < scores[last, $1] } ?? 0
    recorder.pass("match.", shared: "copy.") {
      let q = parts("query", at: Match.query, through: "W_q", head)
      let k = parts("key", at: Match.key, through: "W_k", head)
      let dots = q.map { q in k.map { products(q, $0) } }
      record("dots", dots)
      let root = recorder.recorded("copy.blocks.0.attention.root").values[0]
      let shares = dots.map { $0.map { $0 / root } }
      record("shares", shares)
      recorder.record("sum", Tensor(scalar: shares.joined().reduce(0, +)))
      sources(head, root)
    }
  }

  private func parts(_ side: String, at place: Int, through letter: String, _ head: Int)
    -> [[Double]]
  {
    let out = parameter("blocks.0.attention.W_o.weight")
    let mixed = seen("blocks.0.attention.heads")[place]
    let written = (0..<Sizes.copy.heads).map { h in
      out.map { products(Array(mixed[Match.columns(h)]), Array($0[Match.columns(h)])) }
    }
    record("\(side).heads", written)
    let rows =
      [
        parameter("token_embedding.embedding.weight")[Copying.clean[place]],
        parameter("pos_encoding.pos_embedding.weight")[place],
      ] + written
      + [parameter("blocks.0.attention.W_o.bias")[0], seen("blocks.0.ffn.linear2")[place]]
    let weight = parameter("blocks.1.attention.\(letter).weight")[Match.columns(head)]
    let own = parameter("blocks.1.attention.\(letter).bias")[0][Match.columns(head)]
    let shift = parameter("blocks.1.norm1.bias")[0]
    let parts =
      normed(side, rows, at: place).map { row in weight.map { products(row, $0) } }
      + [zip(weight, own).map { products(shift, $0) + $1 }]
    record("\(side).parts", parts)
    return parts
  }

  private func normed(_ name: String, _ rows: [[Double]], at place: Int) -> [[Double]] {
    let std = recorder.recorded("seen.blocks.1.norm1.std").values[place]
    let weight = parameter("blocks.1.norm1.weight")[0]
    let means = rows.map { $0.reduce(0, +) / Double($0.count) }
    recorder.record("\(name).mean", Tensor([means.count], means))
    let centered = zip(rows, means).map { row, mean in row.map { $0 - mean } }
    let normalized = centered.map { $0.map { $0 / std } }
    let read = normalized.map { zip($0, weight).map { $0 * $1 } }
    for (part, values) in [("centered", centered), ("normalized", normalized), ("read", read)] {
      record("\(name).\(part)", values)
    }
    return read
  }

  private func sources(_ head: Int, _ root: Double) {
    let weights = recorder.recorded("seen.blocks.0.attention.weights")
    let (values, out) = (seen("blocks.0.attention.W_v"), parameter("blocks.0.attention.W_o.weight"))
    let query = Array(seen("blocks.1.attention.W_q")[Match.query][Match.columns(head)])
    let weight = parameter("blocks.1.attention.W_k.weight")[Match.columns(head)]
    for h in 0..<Sizes.copy.heads {
      let moved = values[...Match.key].map { v in
        out.map { products(Array(v[Match.columns(h)]), Array($0[Match.columns(h)])) }
      }
      record("from\(h).moved", moved)
      let written = moved.enumerated().map { j, row in
        row.map { weights[0, h, Match.key, j] * $0 }
      }
      record("from\(h).written", written)
      let keys = normed("from\(h)", written, at: Match.key).map { row in
        weight.map { products(row, $0) }
      }
      record("from\(h).keys", keys)
      let dots = keys.map { products(query, $0) }
      recorder.record("from\(h).dots", Tensor([dots.count], dots))
      recorder.record("from\(h).shares", Tensor([dots.count], dots.map { $0 / root }))
    }
  }

  /// Σ aᵢ·bᵢ, from the first on.
  private func products(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }

  private func record(_ name: String, _ rows: [[Double]]) {
    recorder.record(name, Tensor([rows.count, rows[0].count], Array(rows.joined())))
  }

  private func seen(_ name: String) -> [[Double]] { Self.rows(recorder.recorded("seen.\(name)")) }

  private func parameter(_ name: String) -> [[Double]] {
    Self.rows(recorder.recorded("copy.\(name)"))
  }

  private static func rows(_ tensor: Tensor<Double>) -> [[Double]] {
    let width = tensor.shape.last ?? 1
    return stride(from: 0, to: tensor.count, by: width).map {
      Array(tensor.values[$0..<$0 + width])
    }
  }
}
