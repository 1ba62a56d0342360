import ByHand
import ChapterKit
import Core
import Numerics

/// One query that meets one key in block 1: the score, split by what each of the two rows was made of.
enum Match {
  /// The last place asks; what it should find stands after where its word stood before.
  static let (query, key) = HeadPattern.induction.pairs(Copying.clean).last ?? (1, 0)
  /// Of the model's features.
  static let width = Sizes.copy.features
  /// What block 1 reads was put together from these; the last is what norm and projection add by themselves.
  static let parts =
    ["word", "place"] + (0..<Sizes.copy.heads).map { "head 0.\($0)" }
    + ["head biases", "feed-forward", "constant"]
  /// Where block 0's heads stand among them.
  static let heads = 2..<2 + Sizes.copy.heads
  /// The columns that belong to a head.
  static func columns(_ head: Int) -> Range<Int> {
    let size = width / Sizes.copy.heads
    return head * size..<(head + 1) * size
  }
}

extension HandComputation {
  // excerpt Chapter6.match
  /// The score of the last query with the key that it should find, as a sum of products of parts.
  func match() {
    let score = trace.recorded(HeadPattern.induction.grid)
    let last = Sizes.copy.layers - 1
    let head = (0..<Sizes.copy.heads).max { score[last, $0].value < score[last, $1].value } ?? 0
    trace.pass("match.", parameters: "copy.", shared: "copy.") {
      let q = parts("query", at: Match.query, through: "W_q", head)
      let k = parts("key", at: Match.key, through: "W_k", head)
      let root = trace.recorded("copy.blocks.0.attention.root").scalars[0]
      let products = trace.grid("dots", Match.parts.count, Match.parts.count) { a, b in
        dot(q.row(a), k.row(b))
      }
      let shares = trace.each("shares", products) { $0 / root }
      trace.scalar("sum") { apply(.sum, shares.scalars) }
      sources(head)
    }
  }

  /// A row that block 1 reads, part by part: through its norm, and through a projection to one head.
  private func parts(_ side: String, at place: Int, through letter: String, _ head: Int) -> Grid {
    let block = "seen.blocks.0."
    let (out, bias) = (
      trace.parameter("blocks.0.attention.W_o.weight"),
      trace.parameter("blocks.0.attention.W_o.bias")
    )
    let mixed = trace.recorded("\(block)attention.heads").row(place)
    let written = trace.grid("\(side).heads", Sizes.copy.heads, Match.width) { h, f in
      let columns = Match.columns(h)
      return dot(Array(mixed[columns]), Array(out.row(f)[columns]))
    }
    let rows =
      [
        trace.parameter("token_embedding.embedding.weight").row(Copying.clean[place]),
        trace.parameter("pos_encoding.pos_embedding.weight").row(place),
      ] + (0..<Sizes.copy.heads).map { written.row($0) }
      + [bias.scalars, trace.recorded("\(block)ffn.linear2").row(place)]
    let read = normed(side, rows, at: place)
    let weight = trace.parameter("blocks.1.attention.\(letter).weight")
    let (shift, own) = (
      trace.parameter("blocks.1.norm1.bias").scalars,
      trace.parameter("blocks.1.attention.\(letter).bias")
    )
    let columns = Match.columns(head)
    return trace.grid("\(side).parts", Match.parts.count, columns.count) { a, d in
      let row = weight.row(columns.lowerBound + d)
      return a < rows.count
        ? dot(read.row(a), row) : dot(shift, row, plus: own[columns.lowerBound + d])
    }
  }

  /// Rows that add up to one, through norm 1 of block 1: each less its own mean, divided by the sum's deviation.
  private func normed(_ name: String, _ rows: [[Scalar]], at place: Int) -> Grid {
    let std = trace.recorded("seen.blocks.1.norm1.std")[place]
    let weight = trace.parameter("blocks.1.norm1.weight")
    let mean = trace.grid("\(name).mean", rows.count) { a in ByHand.mean(rows[a]) }
    let centered = trace.grid("\(name).centered", rows.count, Match.width) { a, f in
      rows[a][f] - mean[a]
    }
    let normalized = trace.each("\(name).normalized", centered) { $0 / std }
    return trace.grid("\(name).read", rows.count, Match.width) { a, f in
      normalized[a, f] * weight[f]
    }
  }

  /// What the heads of block 0 wrote into the key's row, by the places that they took it from, and what each
  /// brings to the score.
  private func sources(_ head: Int) {
    let (weights, values) = (
      trace.recorded("seen.blocks.0.attention.weights"),
      trace.recorded("seen.blocks.0.attention.W_v")
    )
    let out = trace.parameter("blocks.0.attention.W_o.weight")
    let query = Array(
      trace.recorded("seen.blocks.1.attention.W_q").row(Match.query)[Match.columns(head)])
    let root = trace.recorded("copy.blocks.0.attention.root").scalars[0]
    let weight = trace.parameter("blocks.1.attention.W_k.weight")
    for h in 0..<Sizes.copy.heads {
      let columns = Match.columns(h)
      let moved = trace.grid("from\(h).moved", Match.key + 1, Match.width) { j, f in
        dot(Array(values.row(j)[columns]), Array(out.row(f)[columns]))
      }
      let written = trace.grid("from\(h).written", Match.key + 1, Match.width) { j, f in
        weights[h, Match.key, j] * moved[j, f]
      }
      let read = normed("from\(h)", (0...Match.key).map { written.row($0) }, at: Match.key)
      let keys = trace.grid("from\(h).keys", Match.key + 1, columns.count) { j, d in
        dot(read.row(j), weight.row(Match.columns(head).lowerBound + d))
      }
      let dots = trace.grid("from\(h).dots", Match.key + 1) { j in dot(query, keys.row(j)) }
      trace.each("from\(h).shares", dots) { $0 / root }
    }
  }
  // end excerpt
}
