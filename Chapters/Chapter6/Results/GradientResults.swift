import ChapterKit
import Core
import Numerics

/// How noisy gradients are, and what is left of them after twelve blocks.
struct GradientResults: Sendable {
  /// One number of the tiny model's gradient over batches of so many texts.
  let noise: [(texts: Int, measured: Measured)]
  /// One for each wiring.
  let depths: [Depth]

  /// How many batches of each size.
  static let trials = 400
  private static let parameter = "blocks.0.ffn.linear1.weight"

  init(_ chapter: Chapter6) {
    noise = [1, 4, 16].map { ($0, Self.noise(of: chapter, texts: $0)) }
    depths = LanguageBlock<Double>.Wiring.allCases.map { Depth($0, random: chapter.common.random) }
  }

  private static func noise(of chapter: Chapter6, texts: Int) -> Measured {
    let random = chapter.common.random
    let picks = random["noise.text"]
    return Measured(
      Array(0..<trials).concurrentMap { trial -> Double in
        let sentences = (0..<texts).map { i in
          Tiny.all[picks.integer(trial * texts + i, below: Tiny.all.count)]
        }
        let (inputs, targets) = Tiny.batch(sentences)
        var model = chapter.model
        _ = model.addGradients(inputs, targets, .init(random, step: 1 + trial))
        guard let p = model.parameters.first(where: { $0.name == parameter }) else {
          stop("the model has no \(parameter)")
        }
        return p.gradient[3, 2]
      })
  }
}
