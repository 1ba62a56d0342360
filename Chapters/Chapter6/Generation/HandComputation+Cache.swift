import ByHand
import Numerics

/// What is written by hand: three tokens, each the likeliest, with the tiny model as it was trained.
enum Written {
  /// [BOS] a
  static let prompt = [1, 3]
  static let count = 3
}

/// Writing with and without a cache of keys and values.
extension HandComputation {
  func writing() {
    trace.take(trained, prefix: "trained.")
    var ids = Written.prompt
    for n in 0..<Written.count {
      let logits = trace.pass("write.full\(n).", parameters: "trained.") {
        forward([ids], texts: nil)
      }
      ids.append(likeliest(logits))
    }
    let tokens = trace.given(.data, "write.tokens", [ids.count], ids.map(Double.init))
    var kept = keptPlaces(of: "write.full0.", after: [:])
    let prompt = kept
    for n in 1..<Written.count {
      let place = Written.prompt.count + n - 1
      let logits = next(ids[place], "write.next\(n).", from: place, after: kept)
      kept = keptPlaces(of: "write.next\(n).", after: kept)
      let full = trace.recorded("write.full\(n).output_proj")
      trace.grid("write.difference\(n)", logits.shape[2]) { i in
        logits[0, 0, i] - full[0, place, i]
      }
    }
    _ = next(Int(tokens[Written.prompt.count].value), "write.misplaced.", from: 0, after: prompt)
  }

  private func likeliest(_ logits: Grid) -> Int {
    let last = logits.row([0, logits.shape[1] - 1]).map(\.value)
    return last.indices.max { last[$0] < last[$1] } ?? 0
  }

  // excerpt Chapter6.next
  /// The logits after one new token: only its own row goes through the model, and looks back at the keys and
  /// values that were kept.
  private func next(
    _ token: Int, _ pass: String, from place: Int, after kept: [String: (keys: Grid, values: Grid)]
  ) -> Grid {
    trace.pass(pass, parameters: "trained.") {
      forward([[token]], texts: nil, from: place, after: kept)
    }
  }

  /// Keys and values of a pass, behind those that were kept before.
  private func keptPlaces(
    of pass: String, after kept: [String: (keys: Grid, values: Grid)]
  ) -> [String: (keys: Grid, values: Grid)] {
    let blocks = (0..<Sizes.byHand.layers).map { "blocks.\($0)" }
    return Dictionary(
      uniqueKeysWithValues: blocks.map { name in
        let keys = trace.recorded("\(pass)\(name).attention.k_turned")
        let values = trace.recorded("\(pass)\(name).attention.W_v")
        guard let old = kept[name] else { return (name, (keys, values)) }
        return (
          name,
          (old.keys.stacked(on: keys, fromLast: 1), old.values.stacked(on: values, fromLast: 1))
        )
      })
  }
  // end excerpt
}
