import ChapterKit
import Core
import Dataset
import Formats
import Numerics
import Terminal

/// What the command line asks of the model that writes.
struct WritingSettings: Sendable {
  static let tokens = CommandOption(
    "--tokens", .whole("N", 1...1000),
    "how many tokens to write at the most; a story may end before (default: 200)")
  static let temperature = CommandOption(
    "--temperature", .notNegative("T"),
    "below 1 surer, above 1 bolder; 0 always takes the likeliest (default: 0.8)")
  static let topK = CommandOption(
    "--top-k", .whole("K", 0...100_000),
    "choose among the K likeliest tokens only; 0: all (default: 40)")
  static let topP = CommandOption(
    "--top-p", .fraction("P", canBeZero: false),
    "choose among the likeliest tokens that have P together; 1: all (default: 0.95)")
  static let minP = CommandOption(
    "--min-p", .fraction("P", canBeZero: true),
    "choose among tokens at least P times as likely as the likeliest; 0: all (default: 0)")
  static let preset = CommandOption(
    "--preset", .choice("NAME", TokenChoice.presets.map(\.name)),
    "greedy, precise, balanced or creative in place of these four (default: balanced)")
  static let interactive = CommandOption(
    "--interactive", .flag, "write what is asked at a prompt, and no pages")
  static let train = CommandOption(
    "--train", .whole("N", 1...100_000), "train all models anew, the one that tells stories N steps"
  )
  static let text = CommandOption(
    "--text", .text("FILE"), "with --train: learn from this text (UTF-8), and write as it does")
  static let options = [
    tokens, temperature, topK, topP, minP, preset, interactive, train, text, .checkpoint, .resume,
  ]

  /// How many bytes of a prompt are read.
  static let longestPrompt = 2000

  let prompt: String
  var tokens: Int
  var choice: TokenChoice
  let isInteractive: Bool
  let train: Int?
  let text: String?
  let checkpoint: TrainingFile?

  init(_ given: Arguments, _ common: ChapterSettings) throws {
    prompt = given.words.first ?? "Once there was a cat with a tiny red hat."
    tokens = given.whole(Self.tokens) ?? 200
    choice = try Self.choice(given)
    isInteractive = given.has(Self.interactive)
    train = given.whole(Self.train)
    text = given.text(Self.text)
    if prompt.isEmpty {
      throw Failure.usage("the prompt is empty; give a beginning, such as \"The cat\"")
    }
    if prompt.utf8.count > Self.longestPrompt {
      throw Failure.usage(
        "the prompt has \(prompt.utf8.count) bytes; at most \(Self.longestPrompt.grouped) are read")
    }
    if text != nil && train == nil { throw Failure.usage("--text means nothing without --train") }
    let learned = try text.map { CRC32.of(try InputFile.bytes(of: $0, limit: Stories.limit)) }
    checkpoint = try TrainingFile(
      given, common, chapter: 6,
      settings: ["text": learned.map { String($0, radix: 16) } ?? "of the chapter"])
  }

  private static func choice(_ given: Arguments) throws -> TokenChoice {
    let name = given.text(preset) ?? "balanced"
    var choice = TokenChoice.presets.first { $0.name == name }?.choice ?? TokenChoice()
    choice.temperature = given.number(temperature) ?? choice.temperature
    if let k = given.whole(topK) { choice.topK = k == 0 ? nil : k }
    if let p = given.number(topP) { choice.topP = p == 1 ? nil : p }
    if let p = given.number(minP) { choice.minP = p == 0 ? nil : p }
    return choice
  }

  var listed: [(name: String, value: String)] {
    [
      ("prompt", prompt.onOneLine()), ("tokens", "\(tokens)"),
      ("temperature", "\(choice.temperature)"), ("top_k", choice.topK.map { "\($0)" } ?? "all"),
      ("top_p", choice.topP.map { "\($0)" } ?? "1"), ("min_p", choice.minP.map { "\($0)" } ?? "0"),
      ("train", train.map { "\($0)" } ?? "kept"),
    ]
  }
}
