import Numerics

/// A fixed code for each patch of a square grid, so that attention can tell places apart: half of the
/// features are sines and cosines of the patch's row, half of its column.
///
/// Vaswani et al., "Attention Is All You Need", 2017, once for each axis.
package struct Positions2D<Element: RealNumber>: Sendable {
  /// Patches along an edge.
  package let grid: Int
  private let quarter: Int
  private let frequency: Tensor<Element>  // (quarter)
  private let angle: Tensor<Element>  // (grid, quarter)
  private let code: Tensor<Element>  // (grid, features / 2)
  /// (patches, features)
  package let codes: Tensor<Element>

  // excerpt Positions2D
  /// frequency[i] = exp(−ln(10000)·i / (quarter − 1)), i < quarter = features / 4;
  /// code(p) = [sin(p·frequency), cos(p·frequency)]; patch (r, c) gets [code(r), code(c)].
  /// Needs features ≥ 8 in fours.
  package init(features: Int, grid: Int) {
    require(features >= 8 && features % 4 == 0, "\(features) features")
    self.grid = grid
    quarter = features / 4
    let last = Element(quarter - 1)
    frequency = Tensor(
      [quarter],
      (0..<quarter).map { Element.exp(-(Element.log(10_000) * Element($0) / last)) })
    let places = Tensor([grid, 1], (0..<grid).map { Element($0) })
    angle = (places ⊗ frequency.reshaped([1, quarter]))
    code = angle.map(Element.sin).concatenatedOnChannels(with: angle.map(Element.cos))
    let half = 2 * quarter
    var codes: [Element] = []
    for r in 0..<grid {
      for c in 0..<grid {
        codes += code.values[r * half..<(r + 1) * half]
        codes += code.values[c * half..<(c + 1) * half]
      }
    }
    self.codes = Tensor([grid * grid, features], codes)
  }
  // end excerpt

  func record(to recorder: Recorder<Element>) {
    recorder.recordConstant("positions.period", 10_000)
    recorder.recordConstant("positions.last", Element(quarter - 1))
    recorder.recordConstant(
      "positions.step", Tensor([quarter], (0..<quarter).map { Element($0) }))
    recorder.recordConstant("positions.place", Tensor([grid], (0..<grid).map { Element($0) }))
    recorder.recordConstant("positions.frequency", frequency)
    recorder.recordConstant("positions.angle", angle)
    recorder.recordConstant("positions.code", code)
  }
}
