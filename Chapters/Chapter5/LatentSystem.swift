import ChapterKit
import Core
import Dataset
import Numerics

/// The whole system in the core: a flow on latents with words of its own, and a decoder.
struct LatentSystem: Sendable {
  static let edge = 32
  /// At which times guidance counts: chosen by how crisp the paintings of captions seen in training are.
  static let guided = 0.3...1.0

  let flow: TextDiT<Float>
  let painter: Painter
  let vae: VAE<Float>
  let scale: LatentScale<Float>

  /// - Parameters:
  ///   - flow: In place of the kept one, on latents of the kept VAE.
  ///   - guided: At which times guidance counts.
  init(
    _ trained: TrainedModels, flow: TextDiT<Float>? = nil,
    guided: ClosedRange<Double> = guided
  ) throws {
    self.flow = try flow ?? trained.model("flow", TextDiT<Float>(Sizes.flow))
    painter = Painter(
      self.flow, tower: OneHotTokens.tower,
      guided: Float(guided.lowerBound)...Float(guided.upperBound))
    vae = try trained.model("vae", VAE<Float>(Sizes.vae))
    scale = LatentScale(factor: Tensor(scalar: Float(try trained.number("scale"))))
  }

  /// What the flow reads of a caption's words: a row of features for each.
  func rows(of ids: [Int]) -> Tensor<Float> {
    let recorder = Recorder<Float>()
    var flow = flow
    let sizes = flow.configuration
    let prompt = TextDiT<Float>.Prompt(
      words: painter.words([ids]), isReal: [Prompt.isReal(ids)])
    _ = flow.forward(
      Tensor([1, sizes.imageChannels, sizes.size, sizes.size]), Tensor([1], [1]), prompt,
      recorder)
    return recorder.recorded("text_proj")
  }

  /// The latents of a way from noise (each as for `paint`), painted.
  func film(of path: [Tensor<Float>]) -> Film {
    Film(
      steps: path.map { paint($0.first(Film.count)).pictures },
      end: paint(path[path.count - 1]).pictures, edge: Self.edge)
  }

  // excerpt LatentSystem
  /// The flow's latents (n, channels, rows, columns) painted: (n, 3, 32, 32).
  func paint(_ latents: Tensor<Float>) -> Tensor<Float> {
    var vae = vae
    return vae.decode(scale.restored(latents))
  }

  /// Captions (ids) painted from noise number `first` and the next ones.
  func pictures(_ ids: [[Int]], _ draws: NamedRandom.Draws, from first: Int, guidance w: Double)
    -> [[Double]]
  {
    paint(painter.painted(ids, draws, from: first, guidance: w)).pictures
  }

  /// Pictures as the flow sees them: the encoder's means, scaled.
  func latents(of pictures: Tensor<Float>) -> Tensor<Float> {
    var vae = vae
    return scale.scaled(vae.encode(pictures).mean)
  }
  // end excerpt
}
