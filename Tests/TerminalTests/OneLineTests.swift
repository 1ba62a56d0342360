import Terminal
import Testing

@Suite struct OneLineTests {
  @Test func `plain text stays as it is, in any language`() {
    for text in ["", "conv_in[1,2,0]", "−0.42 → ∂L/∂q · größer 帽子 🎩"] {
      #expect(text.onOneLine() == text)
    }
  }

  @Test func `what would move or colour a terminal is spelled out`() {
    #expect("a\nb\r\tc".onOneLine() == #"a\nb\r\tc"#)
    #expect("\u{1b}[31mred\u{7}\u{0}".onOneLine() == #"\u{1b}[31mred\u{7}\u{0}"#)
    // One-byte control, line separator, right-to-left override, zero width.
    #expect(
      "\u{9b}1m\u{2028}\u{202e}\u{200b}".onOneLine() == #"\u{9b}1m\u{2028}\u{202e}\u{200b}"#)
  }

  @Test func `of a long text the middle is cut out, and counted`() {
    let long = String(repeating: "x", count: 5000)
    let line = "start\(long)end".onOneLine(limit: 30)
    #expect(line == "start\(long.prefix(15)) … (4978 characters cut) … \(long.prefix(7))end")
    #expect(String(repeating: "x", count: 1000).onOneLine().count == 1000)
    // What is spelled out counts as it is shown, and is not torn apart.
    let bells = String(repeating: "\u{7}", count: 9).onOneLine(limit: 30)
    #expect(bells == #"\u{7}\u{7}\u{7}\u{7} … (3 characters cut) … \u{7}\u{7}"#)
  }
}
