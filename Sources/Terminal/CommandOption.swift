/// One option of a chapter. Parsing, help and the README's list all come from this declaration.
package struct CommandOption: Sendable {
  package enum Value: Sendable {
    case flag
    case text(String)
    /// In a range, perhaps with the reason for its end.
    case whole(String, ClosedRange<Int>, because: String = "")
    case positive(String)
    case notNegative(String)
    /// Up to 1, and above 0 or from it.
    case fraction(String, canBeZero: Bool)
    /// One of some words.
    case choice(String, [String])

    /// What stands for the value in the help.
    var placeholder: String? {
      switch self {
      case .flag: nil
      case .text(let name), .whole(let name, _, _), .positive(let name), .notNegative(let name),
        .fraction(let name, _), .choice(let name, _):
        name
      }
    }
  }

  package let name: String
  package let value: Value
  package let help: String

  package init(_ name: String, _ value: Value, _ help: String) {
    self.name = name
    self.value = value
    self.help = help
  }

  package static let output = CommandOption(
    "--output", .text("DIR"),
    "write here (default: Output/chapterN, or Output/runs for other settings)")
  package static let seed = CommandOption(
    "--seed", .whole("N", 0...Int.max), "the seed of every random number (default: 1)")
  package static let weights = weights(of: "the model")

  package static func weights(of model: String) -> CommandOption {
    CommandOption(
      "--weights", .text("FILE"), "start \(model) by hand from these parameters (.safetensors)")
  }

  package static let quiet = CommandOption("--quiet", .flag, "no progress, no summary")
  package static let help = CommandOption("--help", .flag, "show this help")
  package static let version = CommandOption("--version", .flag, "show the version")
}
