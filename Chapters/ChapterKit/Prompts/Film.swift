import Core
import Formats
import Terminal
import Walkthrough

/// Paintings of a prompt, from noise to the end.
package struct Film: Sendable {
  /// How many paintings are shown on the way.
  package static let count = 4

  /// By step, then by painting, the first few: channel after channel.
  private let steps: [[Pixels]]
  /// All paintings at the end.
  private let end: [Pixels]

  /// - Parameters:
  ///   - steps: By step, then by painting: three channels after each other.
  ///   - end: All paintings at the end.
  ///   - edge: Of each, in pixels.
  package init(steps: [[[Double]]], end: [[Double]], edge: Int) {
    self.steps = steps.map { $0.map { Pixels($0, columns: edge, channels: 3) } }
    self.end = end.map { Pixels($0, columns: edge, channels: 3) }
  }

  /// The first paintings beside each other, moving from noise to the end, as a PNG file.
  package var animation: [UInt8] {
    PNG.film(steps, perRow: Self.count, scale: 6, pause: 100, end: 3000)
  }

  /// All paintings at the end, as a PNG file.
  package var sheet: [UInt8] { PNG.sheet(end, perRow: min(8, end.count), scale: 3) }

  /// The first painting for a terminal, a text for each step.
  package var frames: [String] { steps.map { $0[0].halfBlocks } }
}

extension PaintingChapter {
  /// What the prompt's noises become, step by step: (paintings, channels, rows, columns) each.
  package func path(by painter: Painter, _ console: Console) -> [Tensor<Float>] {
    console.progress(
      "painting \(count) picture\(count == 1 ? "" : "s") of \"\(prompt.text)\" in \(Painter.steps) guided steps …"
    )
    return painter.trajectory(
      [[Int]](repeating: prompt.ids, count: count),
      from: painter.noise(count, common.random["paint"]), guidance: Float(guidance), solver: solver)
  }

  package func isDone(_ console: Console) throws -> Bool { try isPaintedOnly(console) }

  /// Paints, writes the picture to the file of `--paint-only` and nothing else; false where there is none.
  package func isPaintedOnly(_ console: Console) throws -> Bool {
    guard let file = asked.pictureFile else { return false }
    let film = try film(console)
    try OutputFile.write(film.sheet, to: file)
    try console.play(film.frames)
    try console.summary("\"\(prompt.text)\": \(file.onOneLine())")
    return true
  }
}
