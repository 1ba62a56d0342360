import ChapterKit
import Core
import Dataset
import Numerics

/// One word of the prompt and one pixel of the first painting, followed through the whole system.
struct Through: Sendable {
  /// Which of the prompt's tokens is followed: the last word.
  let place: Int
  /// The word's row before the words read each other, and after it.
  let word, read: [Double]
  /// The patch that looks most at the word, in the mean over all blocks and heads, half way to the end.
  let patch: Int
  /// How much of each block's attention it gives to the word, in the mean over the heads.
  let looks: [Double]
  /// Of the pixels that the patch becomes, the one that differs most from the sky.
  let pixel: (row: Int, column: Int)
  /// The patch's first latent number after each step.
  let latent: [Double]
  /// The velocity there half way: asked with the prompt, asked with nothing, and the one that was followed.
  let asked, unasked, followed: Double
  /// Red, green and blue of the pixel at the end, from −1 to 1.
  let colour: [Double]

  /// Half way.
  static let step = Painter.steps / 2

  init(_ chapter: Chapter5, by system: LatentSystem, _ path: [Tensor<Float>]) {
    let (ids, sizes, step) = (chapter.prompt.ids, system.flow.configuration, Self.step)
    let words = Prompt.labels(ids).count
    place = max(0, words - 2)
    let prompt = TextDiT<Float>.Prompt(
      words: system.painter.words([ids]), isReal: [Prompt.isReal(ids)])
    word = Self.row(system.rows(of: ids), place)
    read = Self.row(system.flow.reading(prompt).words, place)
    let (x, t) = (path[step].first(1), 1 - Float(step) / Float(Painter.steps))
    let maps = system.painter.attention(ids, x, t)
    let all = sizes.grid * sizes.grid
    let (heads, length) = (sizes.heads, ids.count)
    let looks = (0..<all).map { [place] patch in
      maps.map { map in
        Measured((0..<heads).map { Double(map.values[($0 * all + patch) * length + place]) }).mean
      }
    }
    patch = (0..<all).max { Measured(looks[$0]).mean < Measured(looks[$1]).mean } ?? 0
    self.looks = looks[patch]
    let (row, column) = (patch / sizes.grid * sizes.patch, patch % sizes.grid * sizes.patch)
    let scale = LatentSystem.edge / sizes.size
    let cell = row * sizes.size + column
    latent = path.map { Double($0.values[cell]) }
    func velocity(_ ids: [Int]) -> Double {
      var flow = system.flow
      let prompt = TextDiT<Float>.Prompt(
        words: system.painter.words([ids]), isReal: [Prompt.isReal(ids)])
      return Double(flow.forward(x, Tensor([1], [t]), prompt).values[cell])
    }
    (asked, unasked) = (velocity(ids), velocity(Prompt.empty))
    followed = (latent[step] - latent[step + 1]) * Double(Painter.steps)
    let picture = system.paint(path[Painter.steps].first(1)).values
    let edge = LatentSystem.edge
    func colour(_ spot: Int) -> [Double] {
      (0..<3).map { Double(picture[$0 * edge * edge + spot]) }
    }
    let sky = Sprite.background
    let spots = (row * scale..<(row + sizes.patch) * scale).flatMap { r in
      (column * scale..<(column + sizes.patch) * scale).map { r * edge + $0 }
    }
    let spot =
      spots.max {
        distance(colour($0), [sky.red, sky.green, sky.blue])
          < distance(colour($1), [sky.red, sky.green, sky.blue])
      } ?? 0
    pixel = (row: spot / edge, column: spot % edge)
    self.colour = colour(spot)
  }

  private static func row(_ rows: Tensor<Float>, _ place: Int) -> [Double] {
    let width = rows.shape[2]
    return rows.values[place * width..<(place + 1) * width].map(Double.init)
  }
}
