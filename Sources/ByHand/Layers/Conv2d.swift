extension Trace {
  // excerpt ByHand.conv2d
  /// x (c, h, w), W (o, c, k, k), b (o) → (o, rows, columns): the windows' pixels times the kernel.
  public func conv2d(
    _ name: String, _ x: Grid, weight: Grid, bias: Grid, stride: Int = 1, padding: Int = 1
  ) -> Grid {
    let (channels, height, width) = (x.shape[0], x.shape[1], x.shape[2])
    let kernel = weight.shape[2]
    let rows = (height + 2 * padding - kernel) / stride + 1
    let columns = (width + 2 * padding - kernel) / stride + 1
    return grid(name, weight.shape[0], rows, columns) { o, r, q in
      var (pixels, weights) = ([Scalar](), [Scalar]())
      for c in 0..<channels {
        for i in 0..<kernel {
          for j in 0..<kernel {
            let (y, z) = (r * stride + i - padding, q * stride + j - padding)
            guard y >= 0, y < height, z >= 0, z < width else { continue }  // outside counts as 0
            pixels.append(x[c, y, z])
            weights.append(weight[o, c, i, j])
          }
        }
      }
      return dot(pixels, weights, plus: bias[o])
    }
  }
  // end excerpt
}
