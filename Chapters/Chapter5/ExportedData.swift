import ChapterKit
import Core
import Dataset
import Foundation
import Numerics
import Terminal

extension CommandOption {
  /// `--export-data FILE`: a new safetensors file.
  static let exportData = CommandOption(
    "--export-data", .text("FILE"),
    "write the training's pictures and captions, and the prompt painted from its noise, to FILE (.safetensors), for a training elsewhere; nothing else"
  )
}

/// What a training elsewhere needs, in one file:
///
/// - `pictures` (n, 3, 32, 32): all that training shows, without noise; `small_pictures` (m, 3, 4, 4): those of
///   the models that are worked by hand;
/// - `pair.picture`, `pair.small_picture` (pairs): which of them; `pair.caption` (pairs, 12): what is said of it, as ids;
/// - `noise` (paintings, 4, 8, 8), `prompt` (12): what the chapter's paintings start from; `painted`
///   (paintings, 3, 32, 32): what they become;
/// - metadata: `words` (the vocabulary in the order of its ids), `deviation` (of a pixel's noise in training),
///   `guidance`, `guided` (the least and the largest time at which it counts), `steps` (of Euler) and `prompt` (in
///   words).
struct ExportedData {
  static let pairs = 20_000

  private let chapter: Chapter5
  private let large, small: Pairs
  private let noise, painted: Tensor<Float>

  init(_ chapter: Chapter5, _ system: LatentSystem, _ split: Split, _ console: Console) {
    self.chapter = chapter
    let random = chapter.common.random
    large = Pairs(split, edge: LatentSystem.edge, random: random)
    small = Pairs(split, edge: 4, random: random)
    let path = chapter.path(by: system.painter, console)
    (noise, painted) = (path[0], system.paint(path[Painter.steps]))
  }

  /// The file's bytes, in single precision.
  var encoded: Data {
    let (drawn, drawnSmall) = (
      (0..<Self.pairs).map(large.drawn), (0..<Self.pairs).map { small.drawn($0).picture }
    )
    func numbers(_ shape: [Int], _ values: [Int]) -> Tensor<Double> {
      Tensor(shape, values.map(Double.init))
    }
    func pictures(_ pairs: Pairs, edge: Int) -> Tensor<Double> {
      Tensor([pairs.pictures.count, 3, edge, edge], pairs.pictures.flatMap(\.self))
    }
    let length = Vocabulary.captionLength
    return Safetensors(
      [
        ("pictures", pictures(large, edge: LatentSystem.edge)),
        ("small_pictures", pictures(small, edge: 4)),
        ("pair.picture", numbers([Self.pairs], drawn.map(\.picture))),
        ("pair.small_picture", numbers([Self.pairs], drawnSmall)),
        ("pair.caption", numbers([Self.pairs, length], drawn.flatMap(\.ids))),
        ("prompt", numbers([length], chapter.prompt.ids)),
        ("noise", noise.converted()), ("painted", painted.converted()),
      ],
      metadata: [
        "words": Vocabulary.captions.tokens.joined(separator: " "),
        "deviation": "\(Pairs.deviation)", "guidance": "\(chapter.guidance)",
        "guided": "\(LatentSystem.guided.lowerBound) \(LatentSystem.guided.upperBound)",
        "steps": "\(Painter.steps)", "prompt": chapter.prompt.text,
      ]
    ).encoded(as: .single)
  }
}
