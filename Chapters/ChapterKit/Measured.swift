import Numerics

/// The mean of what was measured several times, with what it may be off by.
package struct Measured: Sendable {
  /// The sum of the values, divided by their count.
  package let mean: Double
  /// The standard deviation of the values, and the standard error of their mean.
  package let deviation, error: Double

  /// - Parameter values: At least one; of a single one the deviation is not known and given as 0.
  package init(_ values: [Double]) {
    let n = Double(values.count)
    let mean = values.reduce(0, +) / n
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    self.mean = mean
    deviation = values.count > 1 ? (squares / (n - 1)).squareRoot() : 0
    error = values.count > 1 ? (squares / (n - 1) / n).squareRoot() : 0
  }

  /// `0.1234 ± 0.0056`: the mean and its standard error.
  package var shown: String { "\(mean.fixed(4))\u{a0}±\u{a0}\(error.fixed(4))" }
}
