extension Trace {
  // excerpt ByHand.adamW
  /// The first AdamW step of some parameters, from their gradients `grad.…` to `updated.…`. Both
  /// running averages start at 0.
  ///
  /// - Parameters:
  ///   - names: Of the parameters that take the step, without the prefix.
  ///   - prefix: Stands before all names, where a trace holds more than one training step.
  ///   - gradients: What the gradients are called.
  ///   - learningRate: About how far each parameter moves in this first step.
  ///   - decaysMatricesOnly: Whether biases and norms' scales, grids with one axis, do not decay.
  package func adamW(
    _ names: [String], prefix: String = "", gradients: String = "grad", learningRate: Double,
    decaysMatricesOnly: Bool = false
  ) {
    pass(prefix) {
      let step = constant("adamw.step", 1)
      for name in names {
        adamW(
          name, recorded(prefix + name), recorded("\(gradients).\(prefix)\(name)"), learningRate,
          step, decaysMatricesOnly: decaysMatricesOnly)
      }
    }
  }

  /// One step of one grid of parameters θ with the gradient g.
  ///
  /// - Parameters:
  ///   - name: The parameter's: the step makes `updated.NAME`.
  ///   - theta: The parameters before this step.
  ///   - g: In the shape of θ.
  ///   - learningRate: lr, the size of a step.
  ///   - step: The number of this step, from 1, which corrects the averages.
  ///   - old: The averages after the step before; none before the first.
  ///   - decaysMatricesOnly: Whether a grid with one axis, a bias or a norm's scale, does not decay.
  /// - Returns: The averages and the parameters after this step.
  @discardableResult
  package func adamW(
    _ name: String, _ theta: Grid, _ g: Grid, _ learningRate: Double, _ step: Scalar,
    after old: (m: Grid, v: Grid)? = nil, decaysMatricesOnly: Bool = false
  ) -> (m: Grid, v: Grid, theta: Grid) {
    let rate = sharedConstant("adamw.learning_rate", learningRate)
    let decays = !decaysMatricesOnly || theta.shape.count > 1
    let decay =
      decays ? sharedConstant("adamw.weight_decay", 0.01) : sharedConstant("adamw.no_decay", 0)
    let (beta1, beta2) = (sharedConstant("adamw.beta1", 0.9), sharedConstant("adamw.beta2", 0.999))
    let epsilon = sharedConstant("adamw.epsilon", 1e-8)
    let (mOld, vOld) = (sharedConstant("adamw.m_old", 0), sharedConstant("adamw.v_old", 0))
    let m = grid("adamw.m.\(name)", g.shape) { i in
      apply(.runningMean, beta1, old?.m[i] ?? mOld, g[i])
    }
    let v = grid("adamw.v.\(name)", g.shape) { i in
      apply(.runningSquare, beta2, old?.v[i] ?? vOld, g[i])
    }
    let mHat = each("adamw.m_hat.\(name)", m) { apply(.debias, $0, beta1, step) }
    let vHat = each("adamw.v_hat.\(name)", v) { apply(.debias, $0, beta2, step) }
    let updated = grid("updated.\(name)", theta.shape) { i in
      apply(.adamw, theta[i], rate, decay, mHat[i], vHat[i], epsilon)
    }
    return (m, v, updated)
  }
  // end excerpt
}
