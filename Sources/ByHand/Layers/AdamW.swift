extension Trace {
  // excerpt ByHand.adamW
  /// The first AdamW step of some parameters, from their gradients `grad.…` to `updated.…`. Both
  /// running averages start at 0.
  public func adamW(_ names: [String], learningRate: Double) {
    let rate = constant("adamw.learning_rate", learningRate)
    let (beta1, beta2) = (constant("adamw.beta1", 0.9), constant("adamw.beta2", 0.999))
    let epsilon = constant("adamw.epsilon", 1e-8)
    let decay = constant("adamw.weight_decay", 0.01)
    let step = constant("adamw.step", 1)
    let (mOld, vOld) = (constant("adamw.m_old", 0), constant("adamw.v_old", 0))
    for name in names {
      let (theta, g) = (recorded(name), recorded("grad.\(name)"))
      let m = each("adamw.m.\(name)", g) { apply(.runningMean, beta1, mOld, $0) }
      let v = each("adamw.v.\(name)", g) { apply(.runningSquare, beta2, vOld, $0) }
      let mHat = each("adamw.m_hat.\(name)", m) { apply(.debias, $0, beta1, step) }
      let vHat = each("adamw.v_hat.\(name)", v) { apply(.debias, $0, beta2, step) }
      grid("updated.\(name)", theta.shape) { i in
        apply(.adamw, theta[i], rate, decay, mHat[i], vHat[i], epsilon)
      }
    }
  }
  // end excerpt
}
