import ChapterKit
import Testing

@Suite struct MeasuredTests {
  @Test func `a mean has a deviation and a standard error`() {
    let measured = Measured([1, 2, 3, 4])
    #expect(measured.mean == 2.5)
    #expect(abs(measured.deviation - (5.0 / 3).squareRoot()) < 1e-15)
    #expect(abs(measured.error - (5.0 / 3 / 4).squareRoot()) < 1e-15)
    #expect(Measured([7]).error == 0)
  }

  @Test func `a share is shown in percent, half to even of what it is exactly`() {
    // 100 · (255 / 400) is 63.74999…; the share itself is 63.75 %.
    #expect(Proportion(255, of: 400).text == "63.8\u{a0}±\u{a0}2.4\u{a0}%")
    #expect(Proportion(400, of: 400).text == "100.0\u{a0}±\u{a0}0.0\u{a0}%")
    #expect(Proportion(97, of: 300).text(decimals: 0) == "32\u{a0}±\u{a0}3\u{a0}%")
    #expect(Proportion(0.6375, of: 400).good == 255)
    #expect(abs(Proportion(4, of: 6).error - (4.0 / 6 * 2 / 6 / 6).squareRoot()) < 1e-15)
  }
}
