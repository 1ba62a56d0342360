import ByHand
import Walkthrough

/// An adaptive layer norm, there and back: the condition makes its scale and its shift.
extension Page {
  /// The names of its steps in the trace, and the norm's own.
  package static func adaptiveNormSteps(_ norm: String) -> [String] {
    [
      "\(norm).mean", "\(norm).centered", "\(norm).variance", "\(norm).std", "\(norm).normalized",
      "\(norm).proj", "\(norm).gain", norm,
    ]
  }

  /// Rows normalized, and y = normalized·(1 + scale) + shift.
  package func adaptiveNormFormula(_ norm: String, of input: String, condition: String) {
    let (x, d) = (grid(input), grid(condition).count)
    let n = x.shape[x.shape.count - 1]
    let (mod, gain) = (
      TeX.name(names.grid("\(norm).proj")), TeX.name(names.grid("\(norm).gain"))
    )
    formula(
      #"\mathrm{normalized}_{i,j} = \frac{x_{i,j}-\mu_i}{\sigma_i} \qquad "#
        + #"\mu_i = \frac{1}{\#(n)}\sum_{j=0}^{\#(n - 1)} x_{i,j} \qquad "#
        + #"\sigma_i = \sqrt{\frac{1}{\#(n)}\sum_{j=0}^{\#(n - 1)} (x_{i,j}-\mu_i)^2 + \varepsilon}"#
    )
    formula(
      #"\#(mod)_k = \sum_{m=0}^{\#(d - 1)} \#(TeX.name(names.grid(condition)))_m\, W_{k,m} + b_k \qquad "#
        + #"\#(gain)_j = 1 + \#(mod)_j \qquad "#
        + #"y_{i,j} = \mathrm{normalized}_{i,j}\;\#(gain)_j + \#(mod)_{\#(n)+j}"#)
    let short = names.grid("\(norm).proj")
    text(
      "$`i`$ is the patch, $`j`$ the feature; `\(names.grid(input))` is the $`x`$ here. The first \(n) entries of `\(short)` are the *scales*, the other \(n) the *shifts*; all patches share them. ε = 0.00001 keeps the root above 0."
    )
  }

  /// One scale and one entry through all steps.
  package func adaptiveNormEntry(_ norm: String, worked index: [Int]) {
    func part(_ name: String) -> Grid { grid("\(norm).\(name)") }
    // A batch's entry comes first; all of its places share a scale.
    let scale = index.dropLast(2) + [index[index.count - 1]]
    entry(part("proj")[Array(scale)])
    let row = Array(index.dropLast())
    lines([
      part("gain")[Array(scale)], part("mean")[row], part("centered")[index],
      part("variance")[row], part("std")[row], part("normalized")[index], grid(norm)[index],
    ])
  }

  /// Heat maps, the result, the steps before it, and every entry.
  package func adaptiveNormTables(_ norm: String, of input: String) {
    let steps = Self.adaptiveNormSteps(norm).map(grid)
    heatMap(
      [grid(input), steps[4], steps[7]],
      titles: [names.grid(input), "normalized", names.grid(norm)],
      alt: "\(names.grid(input)), the same normalized, and scaled and shifted, as heat maps")
    table(steps[5])
    table(steps[6])
    table(steps[7])
    foldedTables("The steps before it", Array(steps[..<5]))
    foldedParameters("\(norm).proj")
    everyEntry(of: steps[5], steps[6])
    everyEntry(of: steps[0], steps[2], steps[3])
    everyEntry(of: steps[1], steps[4], steps[7])
  }

  /// Back: through scale and shift to the projection and the condition, and through the norm to x.
  package func adaptiveNormGradients(_ norm: String, of input: String, worked index: [Int]) {
    func part(_ name: String) -> Grid { grid("\(norm).\(name)") }
    let j = index[index.count - 1]
    subsection("Scale and shift")
    text(
      "All patches share a scale, so its gradient is a sum over them; the shift's is the sum of `∂L/∂\(names.grid(norm))`:"
    )
    gradientEntry(part("gain")[[j]])
    gradientEntry(part("proj")[[grid(norm).shape[1] + j]])
    table(gradient("\(norm).proj"))
    everyGradient(of: part("gain"), part("proj"))
    subsection("The projection")
    gradientEntry(grid("\(norm).proj.weight")[j, 0])
    parameterGradients("\(norm).proj", isLong: true)
    subsection("The norm")
    text(
      "One `centered`, with its direct share and the one through the variance; then the same number's input, which is used by its own `centered`, by the mean, and by what stands after this norm:"
    )
    gradientEntry(part("centered")[index])
    gradientEntry(grid(input)[index])
    everyGradient(of: part("normalized"), part("std"), part("variance"), part("mean"))
    everyGradient(of: part("centered"))
    heatMap(
      [gradient(norm), gradient(input)],
      alt:
        "The gradients of the output of \(names.grid(norm)) and of its input as heat maps")
    table(gradient(input))
    everyGradient(of: grid(input))
  }

  /// The names of all gradients that its way back makes, its input's excepted.
  package static func adaptiveNormGradientNames(_ norm: String) -> [String] {
    (adaptiveNormSteps(norm) + ["\(norm).proj.weight", "\(norm).proj.bias"]).map { "grad.\($0)" }
  }
}
