import Testing

@testable import Walkthrough

/// Charts of numbers that a run may have at its worst.
@Suite struct CurveTests {
  private func chart(_ values: [Double], isLogarithmic: Bool) -> String {
    Curve.svg(
      [("a", values.enumerated().map { (x: Double($0), y: $1) })], xLabel: "x", yLabel: "y",
      isLogarithmic: isLogarithmic)
  }

  @Test(arguments: [
    [0, 0, 0], [1, 0, 0], [0x1p-1060, 1], [0x1p-1074], [1e300, 1e-300], [1.7e308, 1.7e308],
    [-1.7e308, 1.7e308], [1e60, 2e60], [3], [], [1e18, 1e19],
  ])
  func `any numbers make a chart`(values: [Double]) {
    for isLogarithmic in [false, true] {
      let svg = chart(
        values.map { isLogarithmic ? $0.magnitude : $0 }, isLogarithmic: isLogarithmic)
      #expect(!svg.contains("nan") && !svg.contains("inf"), "\(values) \(isLogarithmic)")
    }
  }

  @Test func `ticks that are too large to be written out are written as powers`() {
    #expect(Axis.label(20_000) == "20,000")
    #expect(Axis.label(2e60) == "2e60")
    #expect(Axis.label(0.25) == "0.25")
  }
}
