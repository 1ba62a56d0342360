/// Student's t distribution: how far a mean of few values may lie off, in standard errors.
package enum StudentsT {
  /// The point that |t| stays below with a probability of 95 %.
  ///
  /// With t = √ν·tan θ the density is in proportion to cosᵛ⁻¹ θ; we add it up from 0 until 95 % of the
  /// whole quarter turn is reached. The error is below 0.001 of the point.
  ///
  /// - Parameter degrees: The degrees of freedom ν, at least 1; they need not be whole.
  // excerpt StudentsT.point95
  package static func point95(degrees: Double) -> Double {
    require(degrees >= 1, "\(degrees) degrees of freedom")
    let steps = 20_000
    let width = Double.pi / 2 / Double(steps)
    let density = (0..<steps).map { i in
      Double.exp((degrees - 1) * Double.log(Double.cos((Double(i) + 0.5) * width)))
    }
    let whole = density.reduce(0, +)
    var (sum, step) = (0.0, 0)
    while step < steps && sum + density[step] < 0.95 * whole {
      sum += density[step]
      step += 1
    }
    let rest = step < steps ? (0.95 * whole - sum) / density[step] : 0
    let angle = (Double(step) + rest) * width
    return degrees.squareRoot() * Double.sin(angle) / Double.cos(angle)
  }
  // end excerpt
}
