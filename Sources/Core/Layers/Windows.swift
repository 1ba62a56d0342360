import Numerics

/// Where a convolution's kernel looks: its windows over a (batch, channels, rows, columns) picture.
struct Windows: Sendable {
  let kernel: Int
  let stride: Int
  let padding: Int

  /// How many windows fit along an edge of so many pixels.
  func count(along pixels: Int) -> Int { (pixels + 2 * padding - kernel) / stride + 1 }

  /// (n, c, h, w) → (c·k·k, n·r·q): one column a window, with 0 outside the picture.
  func unfold<Element>(_ x: Tensor<Element>) -> Tensor<Element> {
    let (rows, columns) = (count(along: x.shape[2]), count(along: x.shape[3]))
    var result = Tensor<Element>([
      x.shape[1] * kernel * kernel, x.shape[0] * rows * columns,
    ])
    x.values.withUnsafeBufferPointer { source in
      result.values.withUnsafeMutableBufferPointer { target in
        forEachRow(x.shape) { from, to, places in
          for q in places { target[to + q] = source[from + q * stride] }
        }
      }
    }
    return result
  }

  /// The transpose of `unfold`: adds each column back onto the pixels its window showed.
  func fold<Element>(_ columns: Tensor<Element>, to shape: [Int]) -> Tensor<Element> {
    var result = Tensor<Element>(shape)
    columns.values.withUnsafeBufferPointer { source in
      result.values.withUnsafeMutableBufferPointer { target in
        forEachRow(shape) { to, from, places in
          for q in places { target[to + q * stride] += source[from + q] }
        }
      }
    }
    return result
  }

  /// Visits each row of windows under each kernel entry: the picture's offset for q = 0, the
  /// unfolded offset for q = 0, and the range of q whose pixels lie inside the picture.
  @inline(__always)
  private func forEachRow(_ shape: [Int], _ body: (Int, Int, Range<Int>) -> Void) {
    let (batch, channels, height, width) = (shape[0], shape[1], shape[2], shape[3])
    let (rows, columns) = (count(along: height), count(along: width))
    for c in 0..<channels {
      for i in 0..<kernel {
        for j in 0..<kernel {
          let tap = (c * kernel + i) * kernel + j
          let first = max(0, (padding - j + stride - 1) / stride)
          let end = min(columns, (width - 1 + padding - j) / stride + 1)
          guard first < end else { continue }
          for n in 0..<batch {
            for r in 0..<rows {
              let y = r * stride + i - padding
              guard y >= 0 && y < height else { continue }
              let pixel = ((n * channels + c) * height + y) * width + j - padding
              body(pixel, ((tap * batch + n) * rows + r) * columns, first..<end)
            }
          }
        }
      }
    }
  }
}
