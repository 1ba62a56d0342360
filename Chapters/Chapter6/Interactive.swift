import ChapterKit
import Core
import Foundation
import Numerics
import Terminal

/// The prompt loop of `--interactive`.
struct Interactive {
  private var writer: Writer
  private var settings: WritingSettings
  private var showsAttention = false
  private let random: NamedRandom
  private var count = 0

  static let help = """
    Type the beginning of a story. Or one of these:
      :temperature T   below 1 surer, above 1 bolder, 0 always the likeliest
      :top-k K         choose among the K likeliest (0: all)
      :top-p P         choose among the likeliest that have P together (1: all)
      :tokens N        how many tokens to write
      :attention       show at which earlier tokens the last one looked most, or stop showing it
      :help            this
      :quit            the end

    """

  init(_ writer: Writer, _ settings: WritingSettings, _ random: NamedRandom) {
    self.writer = writer
    self.settings = settings
    self.random = random
  }

  /// Until `:quit`, the end of the input, or Ctrl-C.
  mutating func run() throws {
    let interrupt = Self.endsOnInterrupt()
    defer { interrupt.cancel() }
    try Console.print(Self.help)
    while true {
      try Console.print("> ")
      guard let line = readLine() else { return try Console.print("\n") }
      let words = line.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
      guard let first = words.first else { continue }
      if first == ":quit" { return }
      do {
        try first.hasPrefix(":") ? command(words) : write(line)
      } catch let failure as Failure {
        try Console.print(failure.message.onOneLine() + "\n")
      }
    }
  }

  private static func endsOnInterrupt() -> DispatchSourceSignal {
    signal(SIGINT, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
    source.setEventHandler {
      Console.write("\n", to: 1)
      exit(0)
    }
    source.resume()
    return source
  }

  private mutating func command(_ words: [String]) throws {
    func number(_ range: ClosedRange<Double>) throws -> Double {
      guard words.count == 2, let value = Double(words[1]), range.contains(value) else {
        throw Failure.usage(
          range.lowerBound > 0
            ? "\(words[0]) takes a number above 0 and up to \(range.upperBound)"
            : "\(words[0]) takes a number from \(range.lowerBound) to \(range.upperBound)")
      }
      return value
    }
    func whole(_ range: ClosedRange<Int>) throws -> Int {
      guard words.count == 2, let value = Int(words[1]), range.contains(value) else {
        throw Failure.usage(
          "\(words[0]) takes a whole number from \(range.lowerBound) to \(range.upperBound)")
      }
      return value
    }
    switch words[0] {
    case ":temperature": settings.choice.temperature = try number(0...100)
    case ":top-k":
      let k = try whole(0...100_000)
      settings.choice.topK = k == 0 ? nil : k
    case ":top-p":
      let p = try number(.leastNonzeroMagnitude...1)
      settings.choice.topP = p == 1 ? nil : p
    case ":tokens": settings.tokens = try whole(1...1000)
    case ":attention": showsAttention.toggle()
    case ":help": try Console.print(Self.help)
    default: throw Failure.usage("there is no \(words[0]); :help lists what there is")
    }
  }

  private mutating func write(_ prompt: String) throws {
    let most = WritingSettings.longestPrompt
    if prompt.utf8.count > most {
      throw Failure.usage("that is too long: at most \(most.grouped) bytes")
    }
    count += 1
    if let note = writer.note(on: prompt) { try Console.print("(\(note))\n") }
    try Console.print(prompt)
    let story = writer.story(
      prompt, tokens: settings.tokens, settings.choice, random["write.\(count)"]
    ) { try? Console.print($0) }
    try Console.print(story.ends ? "" : "\n")
    if showsAttention { try Console.print(writer.attention(prompt, story.steps)) }
  }
}
