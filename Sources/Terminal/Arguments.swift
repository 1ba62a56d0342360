import Foundation

/// The options that were given, checked against what the chapter takes.
package struct Arguments: Sendable {
  private let given: [String: String]
  /// The words that are no options, in their order.
  package let words: [String]

  /// After `--`, nothing is an option. A value that begins with `--` stands behind an equals sign, so
  /// that a forgotten value does not swallow the next option.
  ///
  /// - Parameters:
  ///   - arguments: The command line, without the program's name.
  ///   - options: Those that may be given, each once at the most.
  ///   - counts: How many words may stand beside the options.
  /// - Throws: `Failure.usage` for an unknown option, a missing value, a value that is no number
  ///   or out of range, an option given twice, or too many or too few words.
  package init(
    _ arguments: [String], options: [CommandOption], words counts: ClosedRange<Int> = 0...0
  ) throws {
    var given: [String: String] = [:]
    var words: [String] = []
    var rest = arguments[...]
    var isAfterOptions = false
    while let word = rest.popFirst() {
      if word == "--" && !isAfterOptions {
        isAfterOptions = true
        continue
      }
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = word.hasPrefix("--") ? String(parts[0]) : word
      let isWord = isAfterOptions || !word.hasPrefix("-")
      if isWord && words.count < counts.upperBound {
        words.append(word)
        continue
      }
      guard !isWord, let option = options.first(where: { $0.name == name }) else {
        let kind = isWord ? "unexpected argument" : "unknown option"
        throw Failure.usage("\(kind) '\(word)'; see --help")
      }
      if given[name] != nil { throw Failure.usage("\(name) is given twice") }
      guard let placeholder = option.value.placeholder else {
        if parts.count > 1 { throw Failure.usage("\(name) takes no value") }
        given[name] = ""
        continue
      }
      guard let value = parts.count > 1 ? String(parts[1]) : rest.popFirst(), !value.isEmpty,
        parts.count > 1 || !value.hasPrefix("--")
      else { throw Failure.usage("\(name) needs a value: \(name) \(placeholder)") }
      try Self.check(value, option)
      given[name] = value
    }
    self.given = given
    self.words = words
    if words.count < counts.lowerBound && given["--help"] == nil && given["--version"] == nil {
      throw Failure.usage("an argument is missing; see --help")
    }
  }

  private static func check(_ value: String, _ option: CommandOption) throws {
    switch option.value {
    case .flag, .text: break
    case .whole(_, let range, let reason):
      let isWhole = !value.isEmpty && value.allSatisfy { $0.isASCII && $0.isWholeNumber }
      guard let number = Int(value) ?? (isWhole ? .max : nil) else {
        throw Failure.usage("\(option.name) takes a whole number, not '\(value)'")
      }
      if Int(value) == nil || !range.contains(number) {
        let most = range.upperBound == .max && !isWhole ? "" : " to \(range.upperBound)"
        throw Failure.usage(
          "\(option.name) takes a number from \(range.lowerBound)\(most.isEmpty ? " up" : most), not \(value)"
            + (reason.isEmpty ? "" : ": \(reason)"))
      }
    case .notNegative:
      guard let number = Double(value), number >= 0, number.isFinite else {
        throw Failure.usage("\(option.name) takes a number from 0 up, not '\(value)'")
      }
    case .positive:
      guard let number = Double(value), number > 0, number.isFinite else {
        throw Failure.usage("\(option.name) takes a number above 0, not '\(value)'")
      }
    case .fraction(_, let canBeZero):
      guard let number = Double(value), canBeZero ? number >= 0 : number > 0, number <= 1 else {
        let range = canBeZero ? "from 0 to 1" : "above 0 and up to 1"
        throw Failure.usage("\(option.name) takes a number \(range), not '\(value)'")
      }
    case .choice(_, let words):
      if !words.contains(value) {
        throw Failure.usage(
          "\(option.name) takes \(words.joined(separator: ", ")), not '\(value)'")
      }
    }
  }

  /// Whether an option was given, with a value or without.
  package func has(_ option: CommandOption) -> Bool { given[option.name] != nil }
  /// An option's value as it was typed; empty for a flag, nil where it was not given.
  package func text(_ option: CommandOption) -> String? { given[option.name] }
  /// The same by the option's name, dashes included: `--seed`.
  package func text(_ option: String) -> String? { given[option] }

  /// The files and folders to read that were given, without the path to them: `weights`, `a.safetensors`.
  package var files: [(name: String, value: String)] {
    given.keys.sorted().filter { Self.inputs.contains($0) }.map {
      (String($0.dropFirst(2)), URL(asGiven: given[$0] ?? "").lastPathComponent)
    }
  }

  private static let inputs = ["--weights", "--mnist", "--text"]
  /// An option's value as a whole number, in its range; nil where it was not given.
  package func whole(_ option: CommandOption) -> Int? { given[option.name].flatMap { Int($0) } }
  /// An option's value as a number, checked when the arguments were read; nil where it was not given.
  package func number(_ option: CommandOption) -> Double? {
    given[option.name].flatMap { Double($0) }
  }

  /// The list of options as the help and the README show it.
  package static func list(_ options: [CommandOption]) -> String {
    let left = options.map { $0.name + ($0.value.placeholder.map { " \($0)" } ?? "") }
    let width = left.map(\.count).max() ?? 0
    return zip(left, options).map { name, option in
      "  " + name.padding(toLength: width + 3, withPad: " ", startingAt: 0) + option.help
    }.joined(separator: "\n")
  }
}
