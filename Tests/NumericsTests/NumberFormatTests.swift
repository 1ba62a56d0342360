import Numerics
import Testing

@Suite struct NumberFormatTests {
  @Test(arguments: [
    (0.13, "0.13"), (-0.42, "−0.42"), (1.0, "1"), (-3, "−3"), (0.5, "0.50"), (0, "0"), (-0.0, "0"),
    (0.12345, "0.1235"), (0.12344999, "0.1234"), (-2.71828, "−2.7183"), (0.001, "0.0010"),
    (0.00099996, "1.000e−3"), (-0.000025, "−2.500e−5"), (99_999.99996, "100000.0000"),
    (123_456.7, "1.235e5"), (.leastNonzeroMagnitude, "5.000e−324"), (.infinity, "∞"),
    (-.infinity, "−∞"),
    (.nan, "NaN"), (0.60 * 0.45, "0.27"), (9.99996, "10.0000"),
  ])
  func `a number is shown the way a page shows it`(number: Double, text: String) {
    #expect(number.shown == text)
  }

  @Test func `fixed decimals round the exact value, ties to even`() {
    #expect(0.125.fixed(2) == "0.12" && 0.375.fixed(2) == "0.38" && 2.5.fixed(0) == "2")
    #expect(1.005.fixed(2) == "1.00")  // the Double is a little below 1.005
    #expect((-0.0004).fixed(3) == "0.000" && (-1.5).fixed(1) == "−1.5")
  }

  @Test func `rounding to two decimals gives the number a reader would type`() {
    #expect(0.1349.roundedToTwoDecimals == 0.13 && (-0.426).roundedToTwoDecimals == -0.43)
  }

  @Test func `long counts are grouped`() {
    #expect(1_234_567.grouped == "1,234,567" && 616.grouped == "616" && (-1000).grouped == "−1,000")
  }
}
