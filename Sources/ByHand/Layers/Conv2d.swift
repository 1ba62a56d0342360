extension Trace {
  // excerpt ByHand.conv2d
  /// x (…, c, h, w), W (o, c, k, k), b (o) → (…, o, rows, columns): the windows' pixels times the
  /// kernel.
  package func conv2d(_ name: String, _ x: Grid, stride: Int = 1, padding: Int = 1) -> Grid {
    let (weight, bias) = (parameter("\(name).weight"), parameter("\(name).bias"))
    let (batch, channels, height, width) = x.pictures
    let kernel = weight.shape[2]
    let rows = (height + 2 * padding - kernel) / stride + 1
    let columns = (width + 2 * padding - kernel) / stride + 1
    return pictures(name, batch, weight.shape[0], rows, columns) { n, o, r, q in
      var (pixels, weights) = ([Scalar](), [Scalar]())
      for c in 0..<channels {
        for i in 0..<kernel {
          for j in 0..<kernel {
            let (y, z) = (r * stride + i - padding, q * stride + j - padding)
            guard y >= 0, y < height, z >= 0, z < width else { continue }  // outside counts as 0
            pixels.append(x[n + [c, y, z]])
            weights.append(weight[o, c, i, j])
          }
        }
      }
      return dot(pixels, weights, plus: bias[o])
    }
  }
  // end excerpt
}

/// Pictures: the last three axes are channels, rows and columns; what stands before them counts the
/// pictures of a batch, if there is one.
extension Grid {
  var pictures: (batch: [Int], channels: Int, height: Int, width: Int) {
    let n = shape.count
    return (shape.dropLast(3), shape[n - 3], shape[n - 2], shape[n - 1])
  }
}

extension Trace {
  func pictures(
    _ name: String, _ batch: [Int], _ channels: Int, _ rows: Int, _ columns: Int,
    _ pixel: (_ n: [Int], _ c: Int, _ r: Int, _ q: Int) -> Scalar
  ) -> Grid {
    grid(name, batch + [channels, rows, columns]) { at in
      let k = batch.count
      return pixel(Array(at[..<k]), at[k], at[k + 1], at[k + 2])
    }
  }
}
