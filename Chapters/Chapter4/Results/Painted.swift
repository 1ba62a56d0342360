import ChapterKit
import Core
import Dataset
import Numerics
import Terminal

/// The prompt, painted.
struct Painted: Sendable {
  /// How many parameters painted it.
  let parameters: Int
  /// By step from noise to the end, then by painting: channel after channel.
  let way: [[[Double]]]
  /// What the judge reads of the pictures at the end.
  let verdicts: [Judge.Verdict]

  /// The pictures at the end.
  var pictures: [[Double]] { way[Painter.steps] }
  var film: Film {
    Film(steps: way.map { Array($0.prefix(Film.count)) }, end: pictures, edge: Painter.edge)
  }

  init(_ chapter: Chapter4, by painter: Painter, _ console: Console) {
    let path = chapter.path(by: painter, console)
    way = path.map(\.pictures)
    let judge = Judge(of: Sprite.family(edge: Painter.edge))
    verdicts = way[Painter.steps].concurrentMap(judge.verdict)
    parameters = painter.parameterCount
  }
}
