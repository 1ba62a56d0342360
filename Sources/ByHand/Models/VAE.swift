extension Trace {
  // excerpt ByHand.vaeEncoder
  /// Pictures (…, c, h, w) → the mean and the logarithm of the variance of each latent, which is held
  /// between −30 and 20. The layers are numbered as in an `nn.Sequential`.
  package func vaeEncoder(_ x: Grid, levels: Int, groups: Int) -> (mean: Grid, logvar: Grid) {
    var h = x
    for l in 0..<levels {
      let first = 4 * l
      h = conv2d("encoder.\(first)", h, stride: 2)
      h = groupNorm("encoder.\(first + 1)", h, groups: groups)
      h = each("encoder.\(first + 2)", h, silu)
      h = resBlock("encoder.\(first + 3)", h, groups: groups)
    }
    let both = conv2d("encoder.\(4 * levels)", h)
    let latents = both.pictures.channels / 2
    let logvar = each("logvar", both.channels(latents..<2 * latents)) { apply(.held, $0) }
    return (both.channels(0..<latents), logvar)
  }
  // end excerpt

  // excerpt ByHand.reparameterize
  /// A draw of the latents: z = std·ε + mean, where std = exp(logvar / 2).
  package func reparameterize(_ mean: Grid, _ logvar: Grid, _ noise: Grid) -> Grid {
    let std = each("std", logvar) { apply(.exponentialOfHalf, $0) }
    return grid("z", mean.shape) { i in dot([std[i]], [noise[i]], plus: mean[i]) }
  }
  // end excerpt

  // excerpt ByHand.vaeDecoder
  /// Latents → pictures.
  package func vaeDecoder(_ z: Grid, levels: Int, groups: Int) -> Grid {
    func stage(_ first: Int, _ x: Grid) -> Grid {
      let y = groupNorm("decoder.\(first + 1)", conv2d("decoder.\(first)", x), groups: groups)
      return each("decoder.\(first + 2)", y, silu)
    }
    var h = stage(0, z)
    for l in 0..<levels {
      h = resBlock("decoder.\(5 * l + 3)", h, groups: groups)
      h = stage(5 * l + 5, h.upsampledNearest())
    }
    return conv2d("decoder.\(5 * levels + 3)", h)
  }
  // end excerpt

  // excerpt ByHand.kl
  /// How far the latents' distributions are from the standard one: a term for each latent, summed over each
  /// picture, and the mean over the pictures.
  package func kl(_ mean: Grid, _ logvar: Grid) -> Scalar {
    let variance = each("variance", logvar) { apply(.exponential, $0) }
    let terms = grid("kl.term", mean.shape) { i in
      apply(.klTerm, mean[i], variance[i], logvar[i])
    }
    let batch = Array(mean.shape.dropLast(3))
    let pictures = grid("kl.picture", batch) { n in .made(by: .sum, from: terms.row(n)) }
    return scalar("kl") { ByHand.mean(pictures.scalars) }
  }
  // end excerpt

  // excerpt ByHand.vaeLoss
  /// The pictures' mean squared error, and β times the KL.
  package func vaeLoss(_ picture: Grid, _ x: Grid, _ kl: Scalar, beta: Double) -> Scalar {
    let beta = sharedConstant("beta", beta)
    let error = grid("error", x.shape) { i in picture[i] - x[i] }
    let mse = scalar("mse") { meanSquare(error.scalars) }
    return scalar("loss") { dot([beta], [kl], plus: mse) }
  }
  // end excerpt
}
