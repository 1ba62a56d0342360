import Numerics

/// All numbers that a printed number may stand for, and what arithmetic makes of them: a printed line
/// is right if the intervals of its two sides meet.
package struct Interval {
  package let low: Double
  package let high: Double

  package init(_ a: Double, _ b: Double) { (low, high) = (min(a, b), max(a, b)) }

  package func meets(_ other: Interval) -> Bool { low <= other.high && other.low <= high }

  /// The function's values, for a function that only rises.
  func rising(_ function: (Double) -> Double) -> Interval {
    Interval(function(low), function(high)).widened
  }

  /// The function's values, for one whose slope is nowhere steeper than 1.
  func gentle(_ function: (Double) -> Double) -> Interval {
    let (middle, half) = ((low + high) / 2, (high - low) / 2)
    return Interval(function(middle) - half, function(middle) + half).widened
  }

  /// A hair wider, for the rounding of the calculation itself.
  private var widened: Interval {
    let hair = 1e-13 * max(low.magnitude, high.magnitude)
    return Interval(low - hair, high + hair)
  }

  static func + (a: Interval, b: Interval) -> Interval {
    Interval(a.low + b.low, a.high + b.high).widened
  }

  static prefix func - (a: Interval) -> Interval { Interval(-a.high, -a.low) }

  static func * (a: Interval, b: Interval) -> Interval {
    let products = [a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high]
    return Interval(products.min() ?? .nan, products.max() ?? .nan).widened
  }

  /// Everything, where the divisor may be 0.
  static func / (a: Interval, b: Interval) -> Interval {
    if b.low <= 0 && b.high >= 0 { return Interval(-.infinity, .infinity) }
    return a * Interval(1 / b.low, 1 / b.high)
  }
}
