import ByHand
import Walkthrough

/// A convolution, there and back.
extension Page {
  /// One entry in full, the result and every entry.
  package func convolution(_ layer: String, worked: Scalar) {
    entry(worked)
    table(grid(layer))
    everyEntry(of: grid(layer))
  }

  /// y = Σ x·W + b over channels and the kernel, with the layer's names and bounds.
  package func convolutionFormula(
    _ layer: String, of input: String, channels: Int, stride: Int = 1, padding: Int = 1
  ) {
    let c = ConvolutionNames(self, layer, input, channels, stride, padding)
    formula(
      "\(c.y)_{\(c.o),r,q} = \(c.window)\(c.x)_{\(c.c),\\,\(c.pixel)}"
        + #"\; \#(c.w)_{\#(c.o),\#(c.kernel)} + \#(c.b)_{\#(c.o)}"#)
  }

  /// ∂L/∂W and ∂L/∂b: sums over all places where they were used.
  package func convolutionGradientFormula(
    _ layer: String, of input: String, channels: Int, stride: Int = 1, padding: Int = 1
  ) {
    let c = ConvolutionNames(self, layer, input, channels, stride, padding)
    let dy = TeX.gradient("\(c.y)_{\(c.o),r,q}")
    formula(
      TeX.gradient("\(c.w)_{\(c.o),\(c.kernel)}") + " = \(c.places)\(dy)"
        + #"\; \#(c.x)_{\#(c.c),\,\#(c.pixel)} \qquad "#
        + TeX.gradient("\(c.b)_{\(c.o)}") + " = \(c.places)\(dy)")
  }
}

private struct ConvolutionNames {
  let y, x, w, b: String
  /// Sums over the window, and over the places; indices of channels, pixel and kernel.
  let window, places, o, c, pixel, kernel: String

  init(
    _ page: Page, _ layer: String, _ input: String, _ channels: Int, _ stride: Int, _ padding: Int
  ) {
    let parameters = page.parameters(layer)
    let (weight, result) = (parameters[0].shape, page.grid(layer).shape)
    y = TeX.name(page.names.grid(layer))
    x = TeX.name(page.names.grid(input))
    w = TeX.name(page.names.grid(parameters[0].name))
    b = TeX.name(page.names.grid(parameters[1].name))
    let size = weight[2]
    window = TeX.sum("c", channels) + TeX.sum("i", size) + TeX.sum("j", size)
    places = TeX.sum("r", result[1]) + TeX.sum("q", result[2])
    (o, c) = (TeX.index("o", weight[0]), TeX.index("c", channels))
    let (i, j) = (TeX.index("i", size), TeX.index("j", size))
    func along(_ place: String, _ tap: String) -> String {
      let start = stride > 1 ? "\(stride)\(place)" : place
      return size == 1 ? start : "\(start)+\(tap)\(padding == 0 ? "" : "-\(padding)")"
    }
    pixel = along("r", "i") + #",\,"# + along("q", "j")
    kernel = "\(c),\(i),\(j)"
  }
}
