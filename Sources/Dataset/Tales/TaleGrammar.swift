import Numerics

/// A grammar that writes stories of a paragraph about animals and their hats.
///
/// A rule is a list of templates. In a template `(one|the other)` is a choice, `<rule>` writes a rule anew,
/// `$rule` writes a rule once and says the same ever after in this story, and `^` makes the next letter a
/// capital:
///
///     "The $hero (lost|found) a $hat."    // The owl lost a tiny red hat.
///
/// It leaves out weights (all choices are equally likely) and any sense beyond what is remembered.
package struct TaleGrammar: Sendable {
  let rules: [String: [String]]
  /// What comes after an opening, as templates.
  package var plots: [String] { rules["plot"] ?? [] }

  /// All rules of the book's stories.
  package static let ours = TaleGrammar(
    rules: TaleWords.rules.merging(TalePlots.rules) { own, _ in own })

  // excerpt TaleGrammar.tale
  /// Story number n, without an end of line, and the negative logarithm of its chance: each choice among k adds
  /// ln k. (Where two ways lead to one story, its chance is larger.)
  ///
  /// - Parameters:
  ///   - n: From 0; the same number and draws give the same story.
  ///   - draws: Where choices are drawn from; each story has a thousand of its own.
  package func tale(_ n: Int, _ draws: NamedRandom.Draws) -> (text: String, surprise: Double) {
    var telling = Telling(rules: rules, draws: draws, next: 1000 * n)
    let text = Self.withArticles(telling.text(of: "$opening $plot"))
    return (text, telling.surprise)
  }
  // end excerpt

  /// `a owl` becomes `an owl`.
  static func withArticles(_ text: String) -> String {
    var words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    for i in words.indices.dropLast()
    where ["a", "A", "\"A"].contains(words[i]) && "aeiou".contains(words[i + 1].prefix(1)) {
      words[i] += "n"
    }
    return words.joined(separator: " ")
  }

  /// Every word that a story can have, in lower case.
  package var words: Set<String> {
    let templates = rules.values.joined()
    let parts = templates.flatMap { $0.split { !$0.isLetter && $0 != "$" && $0 != "<" } }
    let plain = parts.filter { !$0.contains("$") && !$0.contains("<") }
    return Set(plain.map { $0.lowercased() }).union(["an"])
  }
}

/// One story on its way: what was drawn so far, and what is remembered.
private struct Telling {
  let rules: [String: [String]]
  let draws: NamedRandom.Draws
  var next: Int
  var surprise = 0.0
  var remembered: [String: String] = [:]

  private mutating func pick<Choice>(_ choices: [Choice]) -> Choice {
    next += 1
    surprise += Double.log(Double(choices.count))
    return choices[draws.integer(next - 1, below: choices.count)]
  }

  /// What a template says this time.
  mutating func text(of template: String) -> String {
    var (text, rest, isCapital) = ("", Substring(template), false)
    while let sign = rest.popFirst() {
      var piece: String
      switch sign {
      case "^":
        isCapital = true
        continue
      case "$": piece = recalled(Self.name(&rest))
      case "<":
        piece = written(String(rest.prefix { $0 != ">" }))
        rest = rest.drop { $0 != ">" }.dropFirst()
      case "(": piece = self.text(of: pick(Self.choices(&rest)))
      default: piece = String(sign)
      }
      if isCapital, !piece.isEmpty {
        piece = piece.prefix(1).uppercased() + piece.dropFirst()
        isCapital = false
      }
      text += piece
    }
    return text
  }

  /// A rule written anew.
  private mutating func written(_ rule: String) -> String {
    guard let choices = rules[rule], !choices.isEmpty else { stop("the grammar has no \(rule)") }
    return text(of: pick(choices))
  }

  /// A rule as it was first written. A friend is not the hero, and a second place not the first.
  private mutating func recalled(_ rule: String) -> String {
    if let known = remembered[rule] { return known }
    if let (of, n) = TaleWords.pronouns[rule] {
      return recalled(of).split(separator: "/").map(String.init)[n]
    }
    let new = TaleWords.differs[rule].map { different(rule, from: recalled($0)) } ?? written(rule)
    remembered[rule] = new
    return new
  }

  /// A rule written anew until it says something else: one choice fewer.
  private mutating func different(_ rule: String, from other: String) -> String {
    let before = surprise
    var new = written(rule)
    while new == other {
      surprise = before
      new = written(rule)
    }
    surprise = before + Double.log(Double.exp(surprise - before) - 1)
    return new
  }

  /// The letters of a name.
  private static func name(_ rest: inout Substring) -> String {
    let name = rest.prefix { $0.isLetter }
    rest = rest.dropFirst(name.count)
    return String(name)
  }

  /// What stands between here and the closing bracket, cut at its own bars.
  private static func choices(_ rest: inout Substring) -> [String] {
    var (choices, depth) = ([""], 0)
    while let sign = rest.popFirst() {
      if sign == ")" && depth == 0 { return choices }
      if sign == "|" && depth == 0 {
        choices.append("")
        continue
      }
      depth += sign == "(" ? 1 : sign == ")" ? -1 : 0
      choices[choices.count - 1].append(sign)
    }
    stop("a bracket is open in the grammar")
  }
}
