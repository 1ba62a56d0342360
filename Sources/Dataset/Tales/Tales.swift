import Numerics

/// The stories that the grammar writes, as text and as tokens: those to learn from, and others to be asked
/// about.
package struct Tales: Sendable {
  /// How many there are.
  package static let count = 4300
  /// Every so many-th is kept from training.
  package static let kept = 10
  /// How many are left to learn from.
  package static let learned = count - count / kept
  /// How many merges their tokenizer makes.
  package static let merges = 512
  /// What stands after each story.
  package static let end = "\n\n"

  /// As the grammar writes them; no two are alike.
  package let training, heldOut: [String]
  /// Their tokenizer.
  package let pairs: BytePairs
  /// Of a held-out token, the negative logarithm of the chance that the grammar gives it, at the most: the mean
  /// over all of them.
  package let surprise: Double

  /// The stories of the book, whatever the seed of a run.
  package init() {
    let draws = NamedRandom(seed: 1)["tales"]
    let all = (0..<Self.count).map { TaleGrammar.ours.tale($0, draws) }
    func isKept(_ n: Int) -> Bool { n % Self.kept == Self.kept - 1 }
    training = all.indices.filter { !isKept($0) }.map { all[$0].text }
    let others = all.indices.filter(isKept).map { all[$0] }
    heldOut = others.map(\.text)
    // The tokenizer, too, sees nothing of the others.
    pairs = BytePairs(training: Self.joined(training), merges: Self.merges)
    let tokens = TaleTokens(heldOut, pairs).tokens.count - heldOut.count
    surprise = others.reduce(0) { $0 + $1.surprise } / Double(tokens)
  }

  /// Stories as one text, each with its end.
  package static func joined(_ tales: [String]) -> String { tales.map { $0 + end }.joined() }

  /// The text to learn from as tokens, and where its stories begin.
  package var tokens: TaleTokens { TaleTokens(training, pairs) }
}

/// Stories as one row of tokens, and where each begins.
package struct TaleTokens: Sendable {
  /// All of them, each story with its end.
  package private(set) var tokens: [Int] = []
  /// The place of each story's first token.
  package private(set) var starts: [Int] = []

  /// Stories cut into tokens.
  package init(_ tales: some Sequence<String>, _ pairs: BytePairs) {
    for tale in tales {
      starts.append(tokens.count)
      tokens += pairs.encode(tale + Tales.end)
    }
  }

  /// How many tokens each story has, with its end.
  package var lengths: [Int] { zip(starts, starts.dropFirst() + [tokens.count]).map { $1 - $0 } }

  /// The stories as tokens.
  package var tales: [ArraySlice<Int>] {
    zip(starts, lengths).map { tokens[$0..<$0 + $1] }
  }
}
