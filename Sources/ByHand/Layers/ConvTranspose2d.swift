extension Trace {
  // excerpt ByHand.convTranspose2d
  /// x (…, c, h, w), W (c, o, k, k), b (o) → (…, o, rows, columns): every input pixel stamps the
  /// kernel onto the output; an output pixel adds up the stamps that reach it.
  package func convTranspose2d(_ name: String, _ x: Grid, stride: Int = 2, padding: Int = 1) -> Grid
  {
    let (weight, bias) = (parameter("\(name).weight"), parameter("\(name).bias"))
    let (batch, channels, height, width) = x.pictures
    let kernel = weight.shape[2]
    let rows = (height - 1) * stride - 2 * padding + kernel
    let columns = (width - 1) * stride - 2 * padding + kernel
    return pictures(name, batch, weight.shape[1], rows, columns) { n, o, r, q in
      var (pixels, weights) = ([Scalar](), [Scalar]())
      for c in 0..<channels {
        for u in 0..<height {
          for v in 0..<width {
            let (i, j) = (r + padding - u * stride, q + padding - v * stride)
            guard i >= 0, i < kernel, j >= 0, j < kernel else { continue }  // out of reach
            pixels.append(x[n + [c, u, v]])
            weights.append(weight[c, o, i, j])
          }
        }
      }
      return dot(pixels, weights, plus: bias[o])
    }
  }
  // end excerpt
}
