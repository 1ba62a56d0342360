import Numerics

/// Makes a picture `scale` times as large by repeating each pixel.
package struct UpsampleNearest: Sendable {
  /// How often each pixel is repeated along an edge.
  package let scale: Int

  /// - Parameter scale: 1 leaves pictures as they are.
  package init(scale: Int) { self.scale = scale }

  /// y[n,c,r,q] = x[n, c, r / scale, q / scale], rounded down.
  package func forward<Element>(_ x: Tensor<Element>) -> Tensor<Element> {
    var y = Tensor<Element>([x.shape[0], x.shape[1], x.shape[2] * scale, x.shape[3] * scale])
    forEachPixel(of: y.shape) { large, small in y.values[large] = x.values[small] }
    return y
  }

  /// dx is the sum of dy over the copies of each pixel.
  package func backward<Element>(_ dy: Tensor<Element>) -> Tensor<Element> {
    var dx = Tensor<Element>([
      dy.shape[0], dy.shape[1], dy.shape[2] / scale, dy.shape[3] / scale,
    ])
    forEachPixel(of: dy.shape) { large, small in dx.values[small] += dy.values[large] }
    return dx
  }

  private func forEachPixel(of shape: [Int], _ body: (_ large: Int, _ small: Int) -> Void) {
    let (height, width) = (shape[2], shape[3])
    for plane in 0..<shape[0] * shape[1] {
      for r in 0..<height {
        for q in 0..<width {
          let small = (plane * (height / scale) + r / scale) * (width / scale) + q / scale
          body((plane * height + r) * width + q, small)
        }
      }
    }
  }
}
