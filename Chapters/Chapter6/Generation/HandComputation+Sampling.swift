import ByHand
import Core
import Numerics

/// Choosing the next token, and a softmax in two blocks, by hand.
extension HandComputation {
  func sampling() {
    for example in Choices.examples {
      let prefix = "sampling.\(example.name)."
      let logits = trace.given(
        .constant, "\(prefix)logits", [example.words.count], example.logits)
      for (name, choice) in Choices.methods {
        trace.pass("\(prefix)\(name).") { choose(logits, choice) }
      }
      let draws = Choices.draws(chapter.common.random, example)
      trace.pass("\(prefix)pick.") {
        let u = trace.given(.draw, "u", [draws.count], draws)
        _ = trace.pick(trace.recorded("\(prefix)plain.p"), at: u)
      }
    }
    trace.pass("sampling.exact.") {
      let p = trace.given(.constant, "p", [Choices.exact.p.count], Choices.exact.p)
      _ = trace.topP(p, Choices.exact.limit)
    }
    stream()
  }

  // excerpt Chapter6.choose
  /// First the temperature, then top-k, then top-p, then min-p.
  private func choose(_ logits: Grid, _ choice: TokenChoice) {
    if choice.temperature == 0 {
      _ = trace.greedy(logits)
      return
    }
    var p = trace.probabilities(logits, at: choice.temperature)
    if let k = choice.topK { p = trace.topK(p, k) }
    if let limit = choice.topP { p = trace.topP(p, limit) }
    if let share = choice.minP { p = trace.minP(p, share) }
  }
  // end excerpt

  /// A query's row of attention at once, and in two blocks.
  private func stream() {
    trace.pass("stream.") {
      let (q, keys, d) = (StreamExample.q, StreamExample.k.count, StreamExample.q.count)
      let query = trace.given(.constant, "q", [d], q)
      let k = trace.given(.constant, "k", [keys, d], StreamExample.k.flatMap { $0 })
      let v = trace.given(.constant, "v", [keys, d], StreamExample.v.flatMap { $0 })
      let root = trace.scalar("root") { apply(.squareRoot, trace.constant("size", Double(d))) }
      let scores = trace.grid("scores", keys) { j in dot(query.scalars, k.row(j)) }
      let scaled = trace.each("scaled", scores) { $0 / root }
      let w = trace.each("w", scaled) { softmax($0, among: scaled.scalars) }
      let row = trace.grid("row", d) { c in
        dot(w.scalars, (0..<keys).map { v[$0, c] })
      }
      let streamed = trace.streamed("stream", scaled, v, block: StreamExample.block)
      trace.grid("difference", d) { c in streamed[c] - row[c] }
    }
  }
}
