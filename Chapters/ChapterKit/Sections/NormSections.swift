import ByHand
import Walkthrough

/// A layer norm or a group norm, there and back.
extension Page {
  /// Which numbers are normalized together. Ba, Kiros, Hinton, "Layer Normalization", 2016; Wu, He,
  /// "Group Normalization", 2018.
  package enum Norm: Sendable {
    /// Each row by itself, a scale for each feature.
    case layer
    /// Each group of channels together, a scale for each channel.
    case group
  }

  /// The names of a norm's steps in the trace, and the norm's own.
  package static func normSteps(_ norm: String) -> [String] {
    ["mean", "centered", "variance", "std", "normalized"].map { "\(norm).\($0)" } + [norm]
  }

  /// The formula, one entry through all steps, all of it.
  package func norm(_ norm: String, of input: String, _ kind: Norm, worked index: [Int]) {
    normFormula(norm, of: input, kind)
    subsection("One entry, in full")
    normSteps(norm, kind, worked: index)
    subsection("All of it")
    heatMap(
      [grid(input), grid(norm)], alt: "\(names.grid(input)) before and after the norm as heat maps")
    normTables(norm)
  }

  /// Mean, standard deviation and result, with what they run over.
  package func normFormula(_ norm: String, of input: String, _ kind: Norm) {
    let x = grid(input)
    switch kind {
    case .layer:
      let n = x.shape[x.shape.count - 1]
      formula(
        #"\mu_i = \frac{1}{\#(n)}\sum_{j=0}^{\#(n - 1)} x_{i,j} \qquad "#
          + #"\sigma_i = \sqrt{\frac{1}{\#(n)}\sum_{j=0}^{\#(n - 1)} (x_{i,j}-\mu_i)^2 + \varepsilon}"#
          + #" \qquad y_{i,j} = \frac{x_{i,j}-\mu_i}{\sigma_i}\,\gamma_j + \beta_j"#)
      text(
        "$`i`$ is the row, $`j`$ the feature; ε = 0.00001 keeps the root above 0. \(Self.stepNames)"
      )
    case .group:
      formula(
        #"\mu = \frac1n \sum x \qquad \sigma = \sqrt{\frac1n \sum (x-\mu)^2 + \varepsilon} \qquad "#
          + #"y_{c,r,q} = \frac{x_{c,r,q}-\mu}{\sigma}\;\gamma_c + \beta_c"#)
      text(
        "The sums run over all n = \(x.count) numbers of `\(names.grid(input))`; ε = 0.00001 keeps the root above 0. \(Self.stepNames)"
      )
    }
  }

  private static let stepNames =
    "In the trace, and below, each step has a name: `mean` (μ), `centered` (x − μ), `variance`, `std` (σ), `normalized`."

  /// One entry, step by step. Mean and variance, sums over the whole row, are folded.
  package func normSteps(_ norm: String, _ kind: Norm, worked index: [Int]) {
    let row = kind == .layer ? index.dropLast() : [0]
    func part(_ name: String) -> Grid { grid("\(norm).\(name)") }
    let (mean, variance) = (part("mean")[Array(row)], part("variance")[Array(row)])
    lines([
      part("centered")[index], part("std")[Array(row)], part("normalized")[index],
      grid(norm)[index],
    ])
    fold(
      "Its mean, \(shown(mean)), and its variance, \(shown(variance)), in full"
    ) { lines([mean, variance]) }
  }

  /// The result, its parameters and steps, and every entry.
  package func normTables(_ norm: String) {
    let steps = Self.normSteps(norm).map(grid)
    table(grid(norm))
    foldedTables("The steps before it", Array(steps.dropLast()))
    foldedParameters(norm)
    everyEntry(of: steps[0], steps[2], steps[3])
    everyEntry(of: steps[1], steps[4], steps[5])
  }

  /// Gradients of scale and shift; one `centered` and one input in full; all of them.
  package func normGradients(
    _ norm: String, of input: String, worked index: [Int], channel: Int
  ) {
    func part(_ name: String) -> Grid { grid("\(norm).\(name)") }
    text(
      "One `centered`, with its direct share and the one through the variance; then the same number's input, with its share through the mean:"
    )
    gradientEntry(part("centered")[index])
    gradientEntry(grid(input)[index])
    heatMap(
      [gradient(norm), gradient(input)],
      alt:
        "The gradients of the output of \(names.grid(norm)) and of its input as heat maps")
    fold("The gradients of scale and shift, and one entry of the scale's in full") {
      gradientEntry(part("weight")[channel])
      parameterGradients(norm)
    }
    everyGradient(of: part("normalized"), part("std"), part("variance"), part("mean"))
    everyGradient(of: part("centered"))
    foldedTables("All of ∂L/∂\(names.grid(input))", [gradient(input)])
    everyGradient(of: grid(input))
  }

  /// The names of all gradients that a norm's way back makes, its input's excepted.
  package static func normGradientNames(_ norm: String) -> [String] {
    ["weight", "bias", "normalized", "std", "variance", "centered", "mean"].map {
      "grad.\(norm).\($0)"
    } + ["grad.\(norm)"]
  }
}
