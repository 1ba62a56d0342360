import Numerics

/// Whether several starts tell two trainings apart: Welch's test, the book's one rule for ranking two
/// rows. Welch, "The Generalization of 'Student's' Problem when Several Different Population Variances
/// Are Involved", 1947.
package struct Separation: Sendable {
  package let a, b: Measured
  /// How many starts stand behind each mean.
  package let counts: (a: Int, b: Int)
  /// The standard error of the difference of the means, and its degrees of freedom.
  package let error, degrees: Double
  /// How many standard errors chance explains.
  package let point: Double
  private let isPaired: Bool

  // excerpt Separation
  /// - Parameters: What was measured, a number for each start; at least two each.
  package init(_ a: [Double], _ b: [Double]) {
    require(a.count > 1 && b.count > 1, "a spread needs two starts")
    (self.a, self.b, counts) = (Measured(a), Measured(b), (a.count, b.count))
    let (va, vb) = (self.a.error * self.a.error, self.b.error * self.b.error)
    error = (va + vb).squareRoot()
    let shares = va * va / Double(a.count - 1) + vb * vb / Double(b.count - 1)
    degrees = shares > 0 ? (va + vb) * (va + vb) / shares : Double(a.count + b.count - 2)
    point = StudentsT.point95(degrees: degrees)
    isPaired = false
  }

  /// The same models measured in two ways: what counts is the difference in each of them, and whether the
  /// mean of these lies further from 0 than chance explains.
  package init(paired a: [Double], _ b: [Double]) {
    require(a.count > 1 && a.count == b.count, "pairs, two at the least")
    (self.a, self.b, counts) = (Measured(a), Measured(b), (a.count, b.count))
    error = Measured(zip(a, b).map { $0 - $1 }).error
    degrees = Double(a.count - 1)
    point = StudentsT.point95(degrees: degrees)
    isPaired = true
  }

  /// a's mean less b's.
  package var difference: Double { a.mean - b.mean }
  /// How large a difference chance explains.
  package var limit: Double { point * error }
  /// Pairs that all differ by the same amount give no spread to judge by: counts agree by chance.
  package var isClear: Bool { (error > 0 || !isPaired) && difference.magnitude > limit }
  // end excerpt

  /// What a table says where the starts do not tell.
  package static let unclear = "no clear difference"

  /// The same as prose has it, where nothing is clear: `too close to call`.
  ///
  /// - Parameter largerIsBetter: Whether more of what was measured is better.
  package func said(largerIsBetter: Bool = true) -> String {
    isClear ? word(largerIsBetter: largerIsBetter) : "too close to call"
  }

  /// `8 starts`, or `8 and 5 starts`.
  package var starts: String {
    counts.a == counts.b ? "\(counts.a) starts" : "\(counts.a) and \(counts.b) starts"
  }

  /// `better`, `worse`, or `no clear difference`.
  ///
  /// - Parameter largerIsBetter: Whether more of what was measured is better.
  package func word(largerIsBetter: Bool = true) -> String {
    if !isClear { return Self.unclear }
    return (difference > 0) == largerIsBetter ? "better" : "worse"
  }
}
