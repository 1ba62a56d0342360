import Numerics

/// A picture cut into square patches: one row a patch, patch after patch along the rows of patches.
///
/// A row holds a patch's numbers by row in the patch, then column, then channel, as a diffusion
/// transformer's last layer makes them. Nothing is computed, numbers only change their places.
/// Peebles, Xie, "Scalable Diffusion Models with Transformers", 2022, section 3.2.
package struct Patches: Sendable {
  /// The edge of a patch, in pixels.
  package let edge: Int

  /// - Parameter edge: It divides the edges of the pictures.
  package init(edge: Int) { self.edge = edge }

  // excerpt Patches
  /// (batch, channels, height, width) → (batch, patches, edge·edge·channels)
  package func rows<Element>(of pictures: Tensor<Element>) -> Tensor<Element> {
    let shape = pictures.shape
    let count = (shape[2] / edge) * (shape[3] / edge)
    var rows = Tensor<Element>([shape[0], count, edge * edge * shape[1]])
    forEachPixel(of: shape) { pixel, place in rows.values[place] = pictures.values[pixel] }
    return rows
  }

  /// The way back: (batch, patches, edge·edge·channels) → `shape`.
  package func pictures<Element>(_ shape: [Int], from rows: Tensor<Element>) -> Tensor<Element> {
    var pictures = Tensor<Element>(shape)
    forEachPixel(of: shape) { pixel, place in pictures.values[pixel] = rows.values[place] }
    return pictures
  }

  /// Every pixel's offset in the pictures and in the rows.
  private func forEachPixel(of shape: [Int], _ body: (_ pixel: Int, _ place: Int) -> Void) {
    let (channels, height, width) = (shape[1], shape[2], shape[3])
    var pixel = 0
    for n in 0..<shape[0] {
      for c in 0..<channels {
        for y in 0..<height {
          let first = (n * (height / edge) + y / edge) * (width / edge)
          for patch in first..<first + width / edge {
            let place = (patch * edge + y % edge) * edge * channels + c
            for x in 0..<edge { body(pixel + x, place + x * channels) }
            pixel += edge
          }
        }
      }
    }
  }
  // end excerpt
}

extension Tensor {
  /// Pictures of features as rows of features: (batch, features, height, width) →
  /// (batch, height·width, features).
  func featuresLast() -> Tensor { Patches(edge: 1).rows(of: self) }
}
