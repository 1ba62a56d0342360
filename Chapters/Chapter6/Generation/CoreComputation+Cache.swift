import Core
import Numerics

/// Writing with and without a cache, in the core.
extension CoreComputation {
  func writing() {
    recorder.take(trained, prefix: "trained.")
    var (model, ids) = (trained, Written.prompt)
    var full: [[Double]] = []
    for n in 0..<Written.count {
      recorder.pass("write.full\(n).") {
        let logits = model.forward([ids], nil, recorder)
        full.append(Array(logits.values.suffix(logits.shape[2])))
      }
      ids.append(TokenChoice(temperature: 0).probabilities(full[n]).firstIndex(of: 1) ?? 0)
    }
    recorder.record("write.tokens", Tensor([ids.count], ids.map(Double.init)))
    var cache = model.emptyCache
    _ = model.next(Written.prompt, &cache)
    var prompt = cache
    for n in 1..<Written.count {
      let token = ids[Written.prompt.count + n - 1]
      var logits: [Double] = []
      recorder.pass("write.next\(n).") { logits = model.next([token], &cache, recorder).values }
      let difference = zip(logits, full[n]).map { $0 - $1 }
      recorder.record("write.difference\(n)", Tensor([difference.count], difference))
    }
    recorder.pass("write.misplaced.") {
      _ = model.next([ids[Written.prompt.count]], at: 0, &prompt, recorder)
    }
  }
}
