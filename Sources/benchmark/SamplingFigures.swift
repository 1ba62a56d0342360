import Core
import Numerics

/// Sampling beside PyTorch's: chapter 5's paintings, and chapter 6's texts with a cache and without.
enum SamplingFigures {
  static func figures(isCheck: Bool) -> [Figure] {
    _ = Memory.isReused
    let pytorch = PyTorch.times(["--sampling"], isCheck: isCheck)
    let works = [
      ("eight paintings of chapter 5", paintings()), ("100 tokens of chapter 6", texts()),
      ("100 tokens of chapter 6, no cache", rereading()),
    ]
    return works.flatMap { name, work in
      let seconds = Timing.seconds(of: [{ Threads.limited(to: 1, work) }, work])
      return [1, 2].flatMap { threads in
        let time = 1e3 * seconds[threads - 1]
        let note = "\(Figure.short(time)) ms"
        guard let other = pytorch[name]?[threads] else {
          return [Figure("\(Figure.name(name, threads: threads)), ms", time)]
        }
        return PyTorch.figures(name, threads: threads, ours: time, other, note: note)
      }
    }
  }

  /// Twenty guided Euler steps for eight pictures at once, and the decoder.
  private static func paintings() -> () -> Void {
    let random = NamedRandom(seed: 16)
    var sizes = TextDiT<Float>.Configuration(
      size: 8, patch: 2, imageChannels: 4, features: 64, heads: 4, hidden: 128, layers: 6,
      context: 36, readers: 1)
    sizes.timeScale = 1000
    var flow = TextDiT<Float>(sizes)
    flow.initialize { StartingValues.usual($0, random) }
    var decoder = VAE<Float>(
      .init(imageChannels: 3, latentChannels: 4, channels: 16, levels: 2, groups: 4))
    decoder.initialize { StartingValues.usual($0, random) }
    let (words, noise) = (
      Tensor<Float>([16, 12, 36], normals: random["words"]),
      Tensor<Float>([8, 4, 8, 8], normals: random["x"])
    )
    let isReal = (0..<16).map { n in (0..<12).map { $0 < (n < 8 ? 9 : 2) } }
    let prompt = TextDiT<Float>.Prompt(words: words, isReal: isReal)
    let guidance = Guidance<Float>(scale: 3)
    return { [flow, decoder] in
      let prompt = flow.reading(prompt)
      let path = Solver.euler.trajectory(from: noise, steps: 20) {
        guidance.velocity(of: flow, both: prompt, $0, $1)
      }
      var decoder = decoder
      _ = decoder.decode(path[20])
    }
  }

  /// The likeliest token, a hundred times; keys and values are kept.
  private static func texts() -> () -> Void {
    { [model = writer] in
      var (model, cache, token) = (model, model.emptyCache, 1)
      for _ in 0..<100 { token = likeliest(model.next([token], &cache).values) }
    }
  }

  /// The same, reading the whole text again for each token.
  private static func rereading() -> () -> Void {
    { [model = writer] in
      var (model, text) = (model, [1])
      for _ in 0..<100 {
        text.append(likeliest(model.forward([text]).values.suffix(model.configuration.vocabulary)))
      }
    }
  }

  private static var writer: LanguageModel<Float> {
    let random = NamedRandom(seed: 16)
    var model = LanguageModel<Float>(
      .init(
        vocabulary: 512, length: 256, features: 64, heads: 4, hidden: 256, layers: 4,
        positions: .rotary, isTied: true))
    model.initialize { StartingValues.usual($0, random) }
    return model
  }

  private static func likeliest(_ logits: some RandomAccessCollection<Float>) -> Int {
    let place = logits.indices.max { logits[$0] < logits[$1] } ?? logits.startIndex
    return logits.distance(from: logits.startIndex, to: place)
  }
}
