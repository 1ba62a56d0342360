import Core
import Dataset
import Foundation
import Terminal

/// The text that the large model is trained on, as tokens: stories to learn from, and others to be asked
/// about.
struct Stories: Sendable {
  let text: String
  let count: Int
  /// Whether it is the text that is kept with the chapter.
  let isOurs: Bool
  let pairs: BytePairs
  /// Tokens of the stories to learn from, and of the others.
  let (training, validation): ([Int], [Int])
  /// The words of the text, in its order.
  var words: [String] { text.split { !$0.isLetter }.map(String.init) }
  /// The loss on the held-out stories of a guess that knows only how often each token stands in the others.
  var wordCounts: Double {
    TokenCounts([training[...]], vocabulary: Sizes.little.vocabulary, memory: 0)
      .loss([validation[...]], memory: 0)
  }
  /// Every so many-th story is kept from training.
  static let kept = 10

  /// The most bytes that are read.
  static let limit = 16 << 20

  /// The text that is kept with the chapter.
  static let file = Package.root.appending(path: "Chapters/Chapter6/Text/tiny-hats.txt").path

  /// - Throws: `Failure.noInput` if the file cannot be read, `Failure.badData` if it is no UTF-8, and then
  ///   where; or too short, or too monotonous, to learn from.
  init(_ path: String = file) throws {
    let bytes = try InputFile.bytes(of: path, limit: Self.limit)
    if bytes.isEmpty { throw Failure.badData("\(path) is empty; give a text to learn from") }
    if bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff]) {
      throw Failure.badData("\(path) is UTF-16; save the text as UTF-8")
    }
    if let place = Self.firstInvalid(bytes) {
      throw Failure.badData("\(path): byte \(place) is not UTF-8; save the text as UTF-8")
    }
    let text = Self.plain(bytes)
    let stories = text.split(separator: "\n\n", omittingEmptySubsequences: true).map { $0 + "\n\n" }
    let learned = stories.indices.filter { $0 % Self.kept != Self.kept - 1 }
    // The tokenizer, too, sees nothing of the others.
    let pairs = BytePairs(
      training: learned.map { stories[$0] }.joined(), merges: Sizes.merges)
    (self.text, count, isOurs) = (text, stories.count, path == Self.file)
    self.pairs = pairs
    training = learned.flatMap { pairs.encode(stories[$0]) }
    validation = stories.indices.filter { !learned.contains($0) }
      .flatMap { pairs.encode(stories[$0]) }
    guard pairs.merges.count == Sizes.merges else {
      throw Failure.badData(
        "\(path): only \(pairs.merges.count) pairs occur twice, and \(Sizes.merges) are to be merged; give a longer text, or one with more different words"
      )
    }
    guard training.count > Sizes.window, validation.count > Sizes.window else {
      throw Failure.badData(
        "\(path): too short: \(stories.count) \(stories.count == 1 ? "paragraph" : "paragraphs with empty lines between"), and at least \(Self.kept) of some length are needed"
      )
    }
  }

  /// The text with all ends of lines as `\n`, and without a byte order mark.
  private static func plain(_ bytes: [UInt8]) -> String {
    let isMarked = bytes.starts(with: [0xef, 0xbb, 0xbf])
    return String(decoding: bytes.dropFirst(isMarked ? 3 : 0), as: UTF8.self)
      .replacing("\r\n", with: "\n").replacing("\r", with: "\n")
  }

  /// The offset of the first byte at which a text stops being UTF-8.
  static func firstInvalid(_ bytes: [UInt8]) -> Int? {
    var (decoder, iterator, place) = (UTF8(), bytes.makeIterator(), 0)
    while true {
      switch decoder.decode(&iterator) {
      case .scalarValue(let scalar): place += UTF8.width(scalar)
      case .emptyInput: return nil
      case .error: return place
      }
    }
  }
}
