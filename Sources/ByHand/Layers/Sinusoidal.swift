extension Trace {
  /// [sin(t·ω₀), sin(t·ω₁), …, cos(t·ω₀), cos(t·ω₁), …] with ωᵢ = exp(−ln(period)·i / last).
  public func sinusoidal(_ name: String, _ t: Scalar, features: Int) -> Grid {
    let half = features / 2
    let period = constant("\(name).period", 10_000)
    let place = given(.constant, "\(name).place", [half], (0..<half).map(Double.init))
    let last = constant("\(name).last", Double(half - 1))
    let frequency = grid("\(name).frequency", half) { i in
      apply(.frequency, period, place[i], last)
    }
    let angle = grid("\(name).angle", half) { i in t * frequency[i] }
    return grid(name, features) { i in i < half ? sin(angle[i]) : cos(angle[i - half]) }
  }
}
