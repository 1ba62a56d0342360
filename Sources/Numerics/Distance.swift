/// The root of the mean squared difference.
package func distance(_ a: [Double], _ b: [Double]) -> Double {
  (zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / Double(a.count)).squareRoot()
}
