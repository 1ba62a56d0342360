import Numerics

/// The task that makes a model look back: say again what was said before.
enum Copying {
  static let tokens = [
    "[BOS]", "cat", "dog", "fox", "owl", "hen", "bee", "hat", "cap", "bow", "tie",
  ]
  /// How many different words are said before they are repeated.
  static let words = 5
  /// The places of a training sequence.
  static let window = 16

  /// What is worked by hand: five words and the first four of them again. The fifth comes next.
  static let clean = ids("cat hat dog bow owl cat hat dog bow")
  /// The same with another word at the fourth place.
  static let corrupt = ids("cat hat dog fox owl cat hat dog bow")
  /// The clean sequence with another word at the fifth place, the answer's.
  static let otherCorrupt = ids("cat hat dog bow fox cat hat dog bow")
  /// Where the first two differ.
  static let corrupted = 4
  /// What comes after the clean sequence.
  static let answer = ids("owl")[1]
  /// What is taken from the clean run into the corrupted one by hand: after which block (0 is the embedding),
  /// and at which place.
  static let patch = (stage: 1, place: corrupted + 1)

  /// Known words as numbers after [BOS]; stops the program if one is unknown.
  static func ids(_ words: String) -> [Int] {
    [0]
      + words.split(separator: " ").map { word in
        guard let id = tokens.firstIndex(of: String(word)) else { stop("\(word) is unknown") }
        return id
      }
  }

  // excerpt Copying.pieces
  /// [BOS], so many different words, and the same again.
  static func repeated(_ draws: NamedRandom.Draws, _ n: Int) -> [Int] {
    let words = distinct(draws, n)
    return [0] + words + words
  }

  /// Sequence n of the training: [BOS], different words, then pieces of them: from a word drawn at random on
  /// to the last one, again and again. Where a piece begins cannot be known, how it goes on can.
  static func pieces(_ draws: NamedRandom.Draws, _ n: Int) -> [Int] {
    let words = distinct(draws, n)
    var (all, at) = ([0] + words, words.count)
    while all.count < window + 1 {
      if at == words.count { at = draws.integer(64 * n + all.count, below: words.count) }
      all.append(words[at])
      at += 1
    }
    return all
  }

  /// Pieces after a list that begins late: up to five other words stand before it, drawn from those that are not in
  /// it.
  static func late(_ draws: NamedRandom.Draws, _ n: Int) -> [Int] {
    let words = distinct(draws, n)
    let others = (1..<tokens.count).filter { !words.contains($0) }
    let before = (0..<draws.integer(64 * n + 32, below: 6)).map {
      others[draws.integer(64 * n + 33 + $0, below: others.count)]
    }
    let all = pieces(draws, n)
    return Array(([0] + before + all.dropFirst()).prefix(window + 1))
  }

  /// Whether the word at a place can be known: it stood before, and so did the word before it, which was not
  /// the last one.
  static func isKnown(_ text: [Int], _ place: Int) -> Bool {
    place > words + 1 && text[place - 1] != text[words]
  }

  /// What a training may read.
  enum Text: String {
    case pieces
    case repeated = "repetitions"
    case late = "late lists"

    /// The nth text of one's draws.
    func callAsFunction(_ draws: NamedRandom.Draws, _ n: Int) -> [Int] {
      switch self {
      case .pieces: Copying.pieces(draws, n)
      case .repeated: Copying.repeated(draws, n)
      case .late: Copying.late(draws, n)
      }
    }
  }

  private static func distinct(_ draws: NamedRandom.Draws, _ n: Int) -> [Int] {
    var rest = Array(1..<tokens.count)
    return (0..<words).map { rest.remove(at: draws.integer(64 * n + $0, below: rest.count)) }
  }
  // end excerpt
}
