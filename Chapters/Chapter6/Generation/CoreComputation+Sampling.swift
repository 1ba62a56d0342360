import Core
import Numerics

/// Choosing the next token, and a softmax in two blocks, in the core.
extension CoreComputation {
  func sampling() {
    for example in Choices.examples {
      let (prefix, count) = ("sampling.\(example.name).", example.words.count)
      recorder.record("\(prefix)logits", Tensor([count], example.logits))
      for (name, choice) in Choices.methods {
        recorder.pass("\(prefix)\(name).") {
          _ = choice.probabilities(example.logits, recorder)
        }
      }
      recorder.pass("\(prefix)pick.") { pick(example) }
    }
    recorder.pass("sampling.exact.") {
      recorder.record("p", Tensor([Choices.exact.p.count], Choices.exact.p))
      _ = TokenChoice.topP(Choices.exact.p, Choices.exact.limit, recorder)
    }
    stream()
  }

  private func pick(_ example: Choices.Example) {
    let p = TokenChoice().probabilities(example.logits)
    let draws = Choices.draws(chapter.common.random, example)
    var sum = 0.0
    let cumulative = p.map { share in
      sum += share
      return sum
    }
    let tokens = draws.map { Double(TokenChoice.pick(p, at: $0)) }
    recorder.record("u", Tensor([draws.count], draws))
    recorder.record("cumulative", Tensor([p.count], cumulative))
    recorder.record("token", Tensor([tokens.count], tokens))
  }

  private func stream() {
    let (keys, d) = (StreamExample.k.count, StreamExample.q.count)
    let (q, k) = (
      Tensor([1, 1, d], StreamExample.q), Tensor([1, keys, d], StreamExample.k.flatMap { $0 })
    )
    let v = Tensor([1, keys, d], StreamExample.v.flatMap { $0 })
    let inside = Recorder<Double>()
    var attention = Attention<Double>("a", heads: 1)
    let row = attention.forward(q, k, v, .none, inside)
    recorder.pass("stream.") {
      for (name, tensor, shape) in [("q", q, [d]), ("k", k, [keys, d]), ("v", v, [keys, d])] {
        recorder.record(name, tensor.reshaped(shape))
      }
      for (name, kept) in [
        ("size", "head_size"), ("root", "root"), ("scores", "scores"), ("scaled", "scaled"),
        ("w", "weights"), ("row", "heads"),
      ] {
        guard let tensor = inside["a.\(kept)"] else { continue }
        recorder.record(
          name, tensor.count == 1 ? tensor.reshaped([]) : tensor.reshaped([tensor.count]))
      }
    }
    let scaled = inside.recorded("a.scaled").values
    var softmax = StreamingSoftmax<Double>(features: d)
    for (n, first) in stride(from: 0, to: keys, by: StreamExample.block).enumerated() {
      let places = first..<first + StreamExample.block
      recorder.pass("stream.block\(n).") {
        softmax.add(Array(scaled[places]), places.flatMap { StreamExample.v[$0] }, recorder)
      }
    }
    let difference = zip(softmax.average, row.values).map { $0 - $1 }
    recorder.record("stream.difference", Tensor([d], difference))
  }
}
