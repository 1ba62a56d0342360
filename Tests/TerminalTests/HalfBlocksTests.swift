import Terminal
import Testing

@Suite struct HalfBlocksTests {
  @Test func `two rows of pixels are a line of characters, upper and lower colour`() {
    let (red, blue): ((UInt8, UInt8, UInt8), (UInt8, UInt8, UInt8)) = ((255, 0, 0), (0, 0, 255))
    let text = HalfBlocks.text([[red, blue], [blue, red], [red, red]], indent: 1)
    let lines = text.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(
      lines[0]
        == " \u{1b}[38;2;255;0;0m\u{1b}[48;2;0;0;255m▀\u{1b}[38;2;0;0;255m\u{1b}[48;2;255;0;0m▀\u{1b}[0m"
    )
    #expect(lines[1] == " \u{1b}[38;2;255;0;0m▀\u{1b}[38;2;255;0;0m▀\u{1b}[0m")
  }
}
