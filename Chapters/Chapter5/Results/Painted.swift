import ChapterKit
import Core
import Dataset
import Numerics

/// The prompt, painted by the whole system.
struct Painted: Sendable {
  /// How many parameters painted it.
  let flowParameters: Int
  /// What the flow reads of the prompt: (1, places, features).
  let words: Tensor<Float>
  /// From noise to the end.
  let way: [Stop]
  /// All steps, painted.
  let film: Film
  /// What the judge reads of the pictures at the end.
  let verdicts: [Judge.Verdict]

  /// A stop on the way, after so many steps: every painting's latents, and what the decoder paints from them.
  struct Stop: Sendable {
    let step: Int
    let latents, pictures: [[Double]]
    var time: Double { 1 - Double(step) / Double(Painter.steps) }
  }

  static let stops = [0, 5, 10, 15, Painter.steps]

  /// The pictures at the end.
  var pictures: [[Double]] { way[way.count - 1].pictures }
  /// How far they are from the nearest sprite, in the mean.
  var distance: Double { verdicts.meanDistance }

  /// - Parameter path: All steps' latents.
  init(_ chapter: Chapter5, by system: LatentSystem, _ path: [Tensor<Float>], _ judge: Judge) {
    film = system.film(of: path)
    way = Self.stops.map {
      Stop(step: $0, latents: path[$0].pictures, pictures: system.paint(path[$0]).pictures)
    }
    flowParameters = system.painter.parameterCount
    words = system.rows(of: chapter.prompt.ids)
    verdicts = way[way.count - 1].pictures.concurrentMap(judge.verdict)
  }
}
