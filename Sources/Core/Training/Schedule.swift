import Numerics

/// How the learning rate goes over a training: a share of its largest value for each step.
package enum Schedule: Sendable, Equatable {
  /// The largest value at every step.
  case constant
  /// Raised evenly over so many steps, then lowered along half a cosine towards 0.
  /// Loshchilov, Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", 2016.
  case cosine(warmUp: Int)

  // excerpt Schedule.share
  /// The share at step n = 0, 1, … of so many steps: above 0, at most 1.
  package func share(at step: Int, of steps: Int) -> Double {
    switch self {
    case .constant:
      return 1
    case .cosine(let warmUp):
      if step < warmUp { return Double(step + 1) / Double(warmUp) }
      let way = Double(step - warmUp) / Double(max(1, steps - warmUp))
      return 0.5 * (1 + Double.cos(Double.pi * way))
    }
  }
  // end excerpt
}
