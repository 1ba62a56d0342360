extension Trace {
  /// AdamW's settings as scalars, and the zero that its running means start from.
  public struct AdamWSettings {
    public let learningRate, beta1, beta2, epsilon, weightDecay, step, zero: Scalar
  }

  public func adamWSettings(learningRate: Double) -> AdamWSettings {
    AdamWSettings(
      learningRate: constant("adamw.learning_rate", learningRate),
      beta1: constant("adamw.beta1", 0.9), beta2: constant("adamw.beta2", 0.999),
      epsilon: constant("adamw.epsilon", 1e-8),
      weightDecay: constant("adamw.weight_decay", 0.01), step: constant("adamw.step", 1),
      zero: constant("adamw.zero", 0))
  }

  // excerpt ByHand.adamW
  /// The first AdamW step of one parameter grid, from its gradient.
  public func adamW(_ parameter: Grid, gradient: Grid, _ s: AdamWSettings) -> Grid {
    let name = parameter.name
    let m = grid("adamw.m.\(name)", parameter.shape) { i in
      apply(.runningMean, s.beta1, s.zero, gradient[i])
    }
    let v = grid("adamw.v.\(name)", parameter.shape) { i in
      apply(.runningSquare, s.beta2, s.zero, gradient[i])
    }
    let mHat = grid("adamw.m_hat.\(name)", parameter.shape) { i in
      apply(.debias, m[i], s.beta1, s.step)
    }
    let vHat = grid("adamw.v_hat.\(name)", parameter.shape) { i in
      apply(.debias, v[i], s.beta2, s.step)
    }
    return grid("updated.\(name)", parameter.shape) { i in
      apply(.adamw, parameter[i], s.learningRate, s.weightDecay, mHat[i], vHat[i], s.epsilon)
    }
  }
  // end excerpt
}
