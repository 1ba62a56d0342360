extension Trace {
  // excerpt ByHand.sinusoidal
  /// [sin(t·ω₀), sin(t·ω₁), …, cos(t·ω₀), cos(t·ω₁), …] with ωᵢ = exp(−ln(period)·i / last), for each
  /// t (…) → (…, features).
  package func sinusoidal(_ name: String, _ t: Grid, features: Int) -> Grid {
    let half = features / 2
    let period = constant("\(name).period", 10_000)
    let place = given(.constant, "\(name).place", [half], (0..<half).map(Double.init))
    let last = constant("\(name).last", Double(half - 1))
    let frequency = grid("\(name).frequency", half) { i in
      apply(.frequency, period, place[i], last)
    }
    let angle = grid("\(name).angle", t.shape + [half]) { at in
      t[at.dropLast()] * frequency[at[at.count - 1]]
    }
    return grid(name, t.shape + [features]) { at in
      let i = at[at.count - 1]
      return i < half ? sin(angle[at]) : cos(angle[at.dropLast() + [i - half]])
    }
  }
  // end excerpt
}
