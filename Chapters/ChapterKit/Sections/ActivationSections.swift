import ByHand
import Walkthrough

/// The bends between layers.
extension Page {
  /// Which function stands between two layers.
  package enum Activation: Sendable {
    /// Elfwing, Uchibe, Doya, "Sigmoid-Weighted Linear Units", 2017.
    case silu
    /// The exact one, not the approximation by tanh. Hendrycks, Gimpel, "Gaussian Error Linear Units
    /// (GELUs)", 2016.
    case gelu

    var formula: String {
      switch self {
      case .silu: #"\mathrm{SiLU}(x) = x\,\sigma(x) = \frac{x}{1 + e^{-x}}"#
      case .gelu:
        #"\mathrm{GELU}(x) = x\,\Phi(x) = x \cdot \tfrac12\left(1 + \mathrm{erf}\frac{x}{\sqrt2}\right)"#
      }
    }

    var slope: String {
      switch self {
      case .silu:
        #"\mathrm{SiLU}'(x) = \sigma(x) + x\,\sigma(x)\,(1-\sigma(x)) = \sigma(x)\,\bigl(1 + x\,(1-\sigma(x))\bigr)"#
      case .gelu:
        #"\mathrm{GELU}'(x) = \Phi(x) + x\,\varphi(x) \qquad \varphi(x) = \frac{e^{-x^2/2}}{\sqrt{2\pi}}"#
      }
    }
  }

  /// The function as a displayed formula.
  package func formula(_ activation: Activation) { formula(activation.formula) }
  /// Its derivative as a displayed formula.
  package func slopeFormula(_ activation: Activation) { formula(activation.slope) }

  /// One entry, the result and every entry.
  package func activation(_ name: String, worked: Scalar) {
    lines([worked])
    table(grid(name))
    everyEntry(of: grid(name))
  }

  /// The input's gradients: one in full, and all of them.
  package func activationGradients(of input: String, worked: Scalar) {
    gradientEntry(worked)
    table(gradient(input))
    everyGradient(of: grid(input))
  }
}
