import Core
import Dataset
import Numerics

/// Paints prompts: a transformer that reads words, followed from noise to the end.
package struct Painter: Sendable {
  /// How many steps lie between noise and picture.
  package static let steps = 20
  /// At which times guidance counts: by default at all.
  package let guided: ClosedRange<Float>
  /// Of the transformer, without the words that it reads.
  package var parameterCount: Int { model.parameterCount }
  private let model: TextDiT<Float>
  private let embed: @Sendable ([[Int]]) -> Tensor<Float>

  /// - Parameters:
  ///   - model: The trained transformer.
  ///   - guided: At which times guidance counts.
  ///   - words: What it reads of captions: ids (batch × length) → (batch, length, context).
  package init(
    _ model: TextDiT<Float>, guided: ClosedRange<Float> = 0...1,
    words: @escaping @Sendable ([[Int]]) -> Tensor<Float>
  ) {
    self.model = model
    self.guided = guided
    embed = words
  }

  /// A painter that reads a text tower's words before its blocks.
  package init(
    _ model: TextDiT<Float>, tower: ClipText<Float>, guided: ClosedRange<Float> = 0...1
  ) {
    self.init(model, guided: guided) { ids in
      var tower = tower
      return tower.embed(ids)
    }
  }

  /// (channels, rows, columns) of what it paints.
  private var shape: [Int] {
    let sizes = model.configuration
    return [sizes.imageChannels, sizes.size, sizes.size]
  }

  /// The words of captions as the painter reads them.
  package func words(_ ids: [[Int]]) -> Tensor<Float> { embed(ids) }

  /// All pictures on the way from noise, n of each: noise (n, channels, rows, columns), captions as ids.
  package func trajectory(
    _ ids: [[Int]], from noise: Tensor<Float>, guidance w: Float, solver: Solver = .euler
  ) -> [Tensor<Float>] {
    trajectory(
      words: words(ids), ids.map(Prompt.isReal), from: noise, guidance: w, solver: solver)
  }

  /// The same from words that need not be any caption's.
  package func trajectory(
    words: Tensor<Float>, _ isReal: [[Bool]], from noise: Tensor<Float>, guidance w: Float,
    solver: Solver = .euler
  ) -> [Tensor<Float>] {
    let guidance = Guidance<Float>(scale: w, interval: guided)
    // No picture depends on the others: each thread paints some.
    let ways = Threads.ranges(of: noise.shape[0]).concurrentMap { some in
      let both = asked(words.part(some), Array(isReal[some]))
      return solver.trajectory(from: noise.part(some), steps: Self.steps) { x, t in
        guidance.velocity(of: model, both: both, x, t)
      }
    }
    return ways[0].indices.map { n in Tensor(stacking: ways.map { $0[n] }) }
  }

  /// What is asked of a batch: words (n, length, context), and then as often the empty prompt.
  private func asked(_ words: Tensor<Float>, _ isReal: [[Bool]]) -> TextDiT<Float>.Prompt {
    let empty = [[Int]](repeating: Prompt.empty, count: isReal.count)
    return model.reading(
      .init(
        words: Tensor(stacking: [words, self.words(empty)]),
        isReal: isReal + empty.map(Prompt.isReal)))
  }

  /// Captions (ids) painted from noise number `first` and the next ones: (n, channels, rows, columns).
  package func painted(
    _ ids: [[Int]], _ draws: NamedRandom.Draws, from first: Int, guidance w: Double
  ) -> Tensor<Float> {
    trajectory(ids, from: noise(ids.count, draws, from: first), guidance: Float(w))[Self.steps]
  }

  /// Noise number `start` and the next ones.
  package func noise(_ n: Int, _ draws: NamedRandom.Draws, from start: Int = 0) -> Tensor<Float> {
    Tensor([n] + shape, normals: draws, from: start * shape.reduce(1, *))
  }

  /// Where each patch looks among the words, at time t: for each block (heads, patches, words).
  package func attention(_ ids: [Int], _ x: Tensor<Float>, _ t: Float) -> [Tensor<Float>] {
    var model = model
    let prompt = TextDiT<Float>.Prompt(words: words([ids]), isReal: [Prompt.isReal(ids)])
    let recorder = Recorder<Float>()
    _ = model.forward(x, Tensor([1], [t]), prompt, recorder)
    return (0..<model.configuration.layers).map { block in
      let weights = recorder.recorded("blocks.\(block).cross_attn.weights")
      return weights.reshaped(Array(weights.shape.dropFirst()))
    }
  }
}
