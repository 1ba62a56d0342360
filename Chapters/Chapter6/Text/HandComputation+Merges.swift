import ByHand
import Core
import Dataset
import Numerics

/// The tokenizer's merges on a short text.
enum ShortText {
  static let text = "hat hats cat hat that"
  static let merges = 3
}

extension HandComputation {
  // excerpt Chapter6.merges
  /// Merge by merge: all pairs of neighbours inside words, how often each occurs, and the text after the
  /// most frequent one has become a token.
  func merges() {
    var words = ShortText.text.split(separator: " ", omittingEmptySubsequences: false).enumerated()
      .map { i, word in Array((i == 0 ? "" : " ") + word).map { Int($0.asciiValue ?? 0) } }
    let one = trace.constant("merges.one", 1)
    record("merges.tokens0", words)
    for n in 1...ShortText.merges {
      var pairs: [BytePairs.Pair] = []
      var counts: [Int] = []
      for word in words {
        for i in 0..<max(0, word.count - 1) {
          let pair = BytePairs.Pair(word[i], word[i + 1])
          if let known = pairs.firstIndex(of: pair) {
            counts[known] += 1
          } else {
            pairs.append(pair)
            counts.append(1)
          }
        }
      }
      let order = pairs.indices.sorted {
        (-counts[$0], pairs[$0].left, pairs[$0].right)
          < (-counts[$1], pairs[$1].left, pairs[$1].right)
      }
      trace.given(
        .data, "merges.pairs\(n)", [pairs.count, 2],
        order.flatMap { [Double(pairs[$0].left), Double(pairs[$0].right)] })
      trace.grid("merges.count\(n)", pairs.count) { k in
        sum([Scalar](repeating: one, count: counts[order[k]]))
      }
      words = words.map { merged($0, pairs[order[0]], as: 255 + n) }
      record("merges.tokens\(n)", words)
    }
  }

  private func merged(_ word: [Int], _ pair: BytePairs.Pair, as new: Int) -> [Int] {
    var (result, rest) = ([Int](), word[...])
    while let first = rest.popFirst() {
      if first == pair.left, rest.first == pair.right {
        rest.removeFirst()
        result.append(new)
      } else {
        result.append(first)
      }
    }
    return result
  }
  // end excerpt

  private func record(_ name: String, _ words: [[Int]]) {
    let ids = words.joined().map(Double.init)
    trace.given(.data, name, [ids.count], ids)
  }
}

extension CoreComputation {
  /// The same by the tokenizer of the package.
  func merges() {
    recorder.record("merges.one", Tensor(scalar: 1))
    for n in 0...ShortText.merges {
      let pairs = BytePairs(training: ShortText.text, merges: n)
      if n > 0 {
        let before = BytePairs(training: ShortText.text, merges: n - 1)
        let counts = before.counts(in: ShortText.text)
        recorder.record(
          "merges.pairs\(n)",
          Tensor(
            [counts.count, 2], counts.flatMap { [Double($0.pair.left), Double($0.pair.right)] }))
        recorder.record("merges.count\(n)", Tensor([counts.count], counts.map { Double($0.count) }))
      }
      let ids = pairs.encode(ShortText.text).map(Double.init)
      recorder.record("merges.tokens\(n)", Tensor([ids.count], ids))
    }
  }
}
