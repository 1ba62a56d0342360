import Numerics

/// How many of so many tries came out well.
package struct Proportion: Sendable {
  /// The tries that came out well, and all tries.
  package let good, count: Int

  /// - Parameters:
  ///   - good: The tries that came out well, from 0 to `count`.
  ///   - count: Above 0: there is no share of no tries.
  package init(_ good: Int, of count: Int) { (self.good, self.count) = (good, count) }

  /// A share that was kept as a number between 0 and 1.
  package init(_ value: Double, of count: Int) {
    self.init(Int((value * Double(count)).rounded()), of: count)
  }

  /// The share, from 0 to 1.
  package var value: Double { Double(good) / Double(count) }
  /// The standard error: √(p·(1 − p) / n).
  package var error: Double { (value * (1 - value) / Double(count)).squareRoot() }

  /// `95.0 ± 1.5 %`
  package var text: String { text(decimals: 1) }

  /// The same with so many decimals, for both numbers.
  package func text(decimals: Int) -> String {
    // The product first: 100 · (255 / 400) would be 63.749… in place of 63.75.
    let percent = Double(100 * good) / Double(count)
    return "\(percent.fixed(decimals))\u{a0}±\u{a0}\((100 * error).fixed(decimals))\u{a0}%"
  }
}
