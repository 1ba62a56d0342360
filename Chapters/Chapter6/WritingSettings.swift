import ChapterKit
import Core
import Dataset
import Terminal

/// What the command line asks of the model that writes.
struct WritingSettings: Sendable {
  static let tokens = CommandOption(
    "--tokens", .whole("N", 1...1000), "how many tokens to write (default: 100)")
  static let options = [tokens]

  let prompt: String
  let tokens: Int

  init(_ given: Arguments, _ common: ChapterSettings) throws {
    prompt = given.words.first ?? "Once there was a cat"
    tokens = given.whole(Self.tokens) ?? 100
  }

  var listed: [(name: String, value: String)] {
    [("prompt", prompt), ("tokens", "\(tokens)")]
  }
}
