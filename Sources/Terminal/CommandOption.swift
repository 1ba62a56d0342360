/// One option of a chapter. Parsing, help and the README's list all come from this declaration.
public struct CommandOption: Sendable {
  public enum Value: Sendable {
    case flag
    case text(String)
    case whole(String, ClosedRange<Int>)
    case positive(String)
    case notNegative(String)
    /// One of some words.
    case choice(String, [String])

    /// What stands for the value in the help.
    var placeholder: String? {
      switch self {
      case .flag: nil
      case .text(let name), .whole(let name, _), .positive(let name), .notNegative(let name),
        .choice(let name, _):
        name
      }
    }
  }

  public let name: String
  public let value: Value
  public let help: String

  public init(_ name: String, _ value: Value, _ help: String) {
    self.name = name
    self.value = value
    self.help = help
  }

  public static let output = CommandOption(
    "--output", .text("DIR"), "write here (default: Output/chapterN in the package)")
  public static let seed = CommandOption(
    "--seed", .whole("N", 0...Int.max), "the seed of every random number (default: 1)")
  public static let weights = CommandOption(
    "--weights", .text("FILE"), "start by hand from these parameters (.safetensors)")
  public static let quiet = CommandOption("--quiet", .flag, "no progress, no summary")
  public static let help = CommandOption("--help", .flag, "show this help")
  public static let version = CommandOption("--version", .flag, "show the version")
}
