/// One option of a chapter. Parsing, help and the README's list all come from this declaration.
package struct CommandOption: Sendable {
  /// What follows an option, and how it is checked. The first text of a case is what stands for the
  /// value in the help: the `N` of `--seed N`.
  package enum Value: Sendable {
    /// Nothing: the option is there or not.
    case flag
    /// Any text but an empty one.
    case text(String)
    /// In a range, perhaps with the reason for its end.
    case whole(String, ClosedRange<Int>, because: String = "")
    /// A finite number above 0.
    case positive(String)
    /// A finite number from 0 up.
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

  /// With its dashes: `--seed`.
  package let name: String
  /// What follows the name.
  package let value: Value
  /// What the help says of it, in a few words.
  package let help: String

  /// An option as `Arguments` reads it: the name begins with two dashes.
  package init(_ name: String, _ value: Value, _ help: String) {
    self.name = name
    self.value = value
    self.help = help
  }

  /// `--output DIR`: where a run writes.
  package static let output = CommandOption(
    "--output", .text("DIR"),
    "write here (default: Output/chapterN, or Output/runs for other settings)")
  /// `--seed N`: a whole number from 0 up.
  package static let seed = CommandOption(
    "--seed", .whole("N", 0...Int.max), "the seed of every random number (default: 1)")
  /// `--weights FILE`, for a chapter with one model.
  package static let weights = weights(of: "the model")

  /// `--weights FILE`. The help says which model it is for.
  ///
  /// - Parameters:
  ///   - model: As it stands in the help: `the model`.
  ///   - orTrained: Whether it may bring trained models in place of those that are kept.
  package static func weights(of model: String, orTrained: Bool = false) -> CommandOption {
    CommandOption(
      "--weights", .text("FILE"),
      "start \(model) by hand from these parameters (.safetensors)"
        + (orTrained ? "; or take these trained models, MODEL/parameter, for those kept" : ""))
  }

  /// `--worksheet DIR`: the run with blanks to fill in.
  package static let worksheet = CommandOption(
    "--worksheet", .text("DIR"),
    "write the run here, with a worksheet to fill in; the seed chooses the blanks")
  /// `--level N`: how much a worksheet's blanks ask for.
  package static let level = CommandOption(
    "--level", .whole("N", 1...3),
    "1 a few terms, 2 whole entries, 3 gradients and updates (default: 1)")
  /// `--answers`: the teacher's key to a worksheet.
  package static let answers = CommandOption(
    "--answers", .flag, "write the worksheet's answers beside it")

  /// `--quiet`: errors are reported all the same.
  package static let quiet = CommandOption("--quiet", .flag, "no progress, no summary")
  /// `--help`: prints the help in place of a run.
  package static let help = CommandOption("--help", .flag, "show this help")
  /// `--version`: prints the package's version in place of a run.
  package static let version = CommandOption("--version", .flag, "show the version")
}
