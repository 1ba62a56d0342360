import ChapterKit
import Core
import Dataset
import Numerics

/// One story, and no more.
struct WrittenStory: Sendable {
  let beginning: String
  /// What was written after the beginning, without the empty line that ends a story.
  let text: String
  /// All tokens, those of that line as well.
  let steps: [Writer.Step]
  /// Whether that line came.
  let ends: Bool
}

extension Writer {
  // excerpt Writer.story
  /// Writes until the empty line that ends a story, or for as many tokens as it may.
  ///
  /// - Parameter each: Called with what each token adds to the text, as soon as it is text.
  mutating func story(
    _ beginning: String, tokens: Int, _ choice: TokenChoice, _ draws: NamedRandom.Draws,
    each: (String) -> Void = { _ in }
  ) -> WrittenStory {
    let pairs = pairs
    var (bytes, told) = ([UInt8](), 0)
    let end = Array(Tales.end.utf8)
    let steps = write(beginning, tokens: tokens, choice, draws) { step in
      bytes += pairs.bytes[step.token]
      if let text = String(validating: bytes[told...], as: UTF8.self) {
        each(text)
        told = bytes.count
      }
      return !bytes.ends(with: end)
    }
    let ends = bytes.ends(with: end)
    if told < bytes.count { each(String(decoding: bytes[told...], as: UTF8.self)) }
    let text = String(decoding: ends ? bytes.dropLast(end.count) : bytes[...], as: UTF8.self)
    return WrittenStory(beginning: beginning, text: text, steps: steps, ends: ends)
  }
  // end excerpt
}

extension [UInt8] {
  fileprivate func ends(with end: [UInt8]) -> Bool { suffix(end.count).elementsEqual(end) }
}
