import Numerics

/// A text whose words stand on a colour, the stronger the larger a word's number is.
package enum WordMap {
  private static let (left, top, width, line, letter) = (16, 12, 720, 26, 7.4)

  /// One piece of a text.
  package struct Word: Sendable {
    let text: String
    let share: Double
    let isFramed: Bool

    /// - Parameters:
    ///   - text: As it stands, with the space before it.
    ///   - share: From 0 to 1: how strong its colour is.
    ///   - isFramed: Whether it has a frame.
    package init(_ text: String, share: Double, isFramed: Bool = false) {
      self.text = text
      self.share = share
      self.isFramed = isFramed
    }

    var room: Int { Int((Double(text.count) * WordMap.letter).rounded(.up)) }
  }

  /// The text in lines; a piece that begins with a space may begin a line.
  package static func svg(_ words: [Word]) -> String {
    var (lines, x, y) = ([String](), left, top)
    for (n, word) in words.enumerated() {
      let together = words[n...].dropFirst().prefix { !$0.text.hasPrefix(" ") }
      let needed = together.reduce(word.room) { $0 + $1.room }
      if word.text.hasPrefix(" "), x + needed > left + width { (x, y) = (left, y + line) }
      lines += draw(word, x, y)
      x += word.room
    }
    return SVG.document(width: width + 2 * left, height: y + line + top, lines)
  }

  private static func draw(_ word: Word, _ x: Int, _ y: Int) -> [String] {
    let colour = "#d4780a"
    let opacity = (0.85 * min(1, max(0, word.share))).fixed(2)
    var lines = [
      "<rect x=\"\(x)\" y=\"\(y)\" width=\"\(word.room)\" height=\"20\" fill=\"\(colour)\" fill-opacity=\"\(opacity)\" style=\"stroke:none\"/>"
    ]
    if word.isFramed {
      lines.append(
        "<rect class=\"f\" x=\"\(x)\" y=\"\(y)\" width=\"\(word.room)\" height=\"20\"/>")
    }
    let text = word.text.drop { $0 == " " }
    let indent = Int((Double(word.text.count - text.count) * letter / 2).rounded())
    return lines + [SVG.text(String(text), x: x + word.room / 2 + indent, y: y + 15, size: 13)]
  }
}
