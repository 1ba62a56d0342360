import Numerics

/// The simplest models of language: how often each token followed the one or two before it, or was there at
/// all. What was never seen takes its chance from a shorter memory, and that at last from even chances.
///
/// Witten, Bell, "The Zero-Frequency Problem", 1991: p(w | h) = (count(h w) + d(h) p(w | shorter h)) /
/// (count(h) + d(h)), where d(h) counts the different tokens that followed h.
package struct TokenCounts: Sendable {
  private let vocabulary: Int
  /// By the length of the memory: how often each token came after each memory, under one number for both.
  private var pairs: [[Int: Int]]
  /// By the length of the memory: how often each memory was there, and with how many different tokens.
  private var memories: [[Int: (count: Int, different: Int)]]

  /// - Parameters:
  ///   - tales: What is counted; no memory reaches from one into the next.
  ///   - vocabulary: How many tokens there are; all ids are below it.
  ///   - memory: How many tokens before are looked at, at the most.
  package init(_ tales: [ArraySlice<Int>], vocabulary: Int, memory: Int) {
    self.vocabulary = vocabulary
    pairs = .init(repeating: [:], count: memory + 1)
    memories = .init(repeating: [:], count: memory + 1)
    for tale in tales {
      for i in tale.indices { count(tale[tale.startIndex...i]) }
    }
  }

  /// Its last token, after memories of every length.
  private mutating func count(_ text: ArraySlice<Int>) {
    for length in 0..<min(pairs.count, text.count) {
      let memory = key(text.dropLast().suffix(length))
      let new = pairs[length][memory * vocabulary + text[text.endIndex - 1], default: 0]
      pairs[length][memory * vocabulary + text[text.endIndex - 1]] = new + 1
      memories[length][memory, default: (0, 0)].count += 1
      if new == 0 { memories[length][memory]?.different += 1 }
    }
  }

  private func key(_ memory: ArraySlice<Int>) -> Int {
    memory.reduce(0) { $0 * vocabulary + $1 }
  }

  // excerpt TokenCounts.probability
  /// The chance of a token after others, by a memory of so many of them.
  package func probability(of token: Int, after text: ArraySlice<Int>, memory: Int) -> Double {
    if memory < 0 { return 1 / Double(vocabulary) }
    let shorter = probability(of: token, after: text, memory: memory - 1)
    guard text.count >= memory else { return shorter }
    let key = key(text.suffix(memory))
    guard let seen = memories[memory][key] else { return shorter }
    let count = pairs[memory][key * vocabulary + token] ?? 0
    return (Double(count) + Double(seen.different) * shorter) / Double(seen.count + seen.different)
  }
  // end excerpt

  /// The mean negative log-likelihood of all tokens of some stories but the first of each, by a memory of so many
  /// tokens; −1 stands for even chances.
  package func loss(_ tales: [ArraySlice<Int>], memory: Int) -> Double {
    var (sum, count) = (0.0, 0)
    for tale in tales {
      for i in tale.indices.dropFirst() {
        let p = probability(of: tale[i], after: tale[tale.startIndex..<i], memory: memory)
        sum -= Double.log(p)
        count += 1
      }
    }
    return sum / Double(count)
  }
}
