import Core
import Numerics

/// The distributions and the ways to choose from them that are worked by hand.
enum Choices {
  /// Seven words that may come next, with the logits of a model.
  struct Example: Sendable {
    let name: String
    let beginning: String
    let words: [String]
    let logits: [Double]
  }

  /// One where the model is sure of a word, and one where many would do.
  static let examples = [
    Example(
      name: "sure", beginning: "The cat put on her tiny",
      words: ["bag", "hat", "leaf", "moon", "ring", "shoe", "sock"],
      logits: [0.9, 3.6, 0.1, -2, 0.5, -0.4, 1.2]),
    Example(
      name: "unsure", beginning: "Once there was a",
      words: ["bear", "bird", "cat", "dog", "fox", "king", "mouse"],
      logits: [0.8, 0.2, 1.1, 1, 0.5, -1, 0.6]),
  ]

  /// Three temperatures, each way to leave words out alone, all of them together, and greedy.
  static let methods: [(name: String, choice: TokenChoice)] = [
    ("sharp", TokenChoice(temperature: 0.5)), ("plain", TokenChoice()),
    ("flat", TokenChoice(temperature: 2)), ("greedy", TokenChoice(temperature: 0)),
    ("only_k", TokenChoice(topK: 3)), ("only_p", TokenChoice(topP: 0.75)),
    ("only_min", TokenChoice(minP: 0.2)),
    ("all", TokenChoice(temperature: 2, topK: 5, topP: 0.8, minP: 0.3)),
  ]

  static let temperatures = methods.prefix(3)

  /// A method by its name.
  static func method(_ name: String) -> TokenChoice {
    methods.first { $0.name == name }?.choice ?? TokenChoice()
  }

  /// Four words whose probabilities can be added without rounding, and a limit that three quarters hit.
  static let exact = (
    beginning: "The dog saw", words: ["a", "the", "his", "no"], p: [0.25, 0.5, 0.125, 0.125],
    limit: 0.75
  )

  /// Draws with two decimals, for picking by hand; below 1 also after rounding.
  static func draws(_ random: NamedRandom, _ example: Example) -> [Double] {
    (0..<6).map { min(0.99, random["sampling.\(example.name)"].uniform($0).roundedToTwoDecimals) }
  }
}

/// One query and six keys with their values, in two blocks of three.
enum StreamExample {
  static let block = 3
  static let q = [1.2, -0.5, 0.8, 0.3]
  static let k = [
    [0.5, 0.2, 0.1, -0.3], [1, -0.4, 0.6, 0.2], [-0.7, 0.9, 0.3, 0.5],
    [1.5, -1, 0.9, 0.4], [0.2, 0.8, -0.6, 1], [0.9, 0.1, 1.1, -0.2],
  ]
  static let v = [
    [1, 0.5, -1, 0.7], [0.2, -0.8, 0.6, 1.3], [-0.5, 1.5, 0.3, -0.4],
    [0.8, 0.4, -0.2, 1.1], [-1.2, 0.1, 0.9, 0.2], [0.6, -0.3, 1.4, -0.9],
  ]
}
