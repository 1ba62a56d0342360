import ByHand
import ChapterKit
import Core
import Dataset
import Numerics
import Terminal
import Walkthrough

/// Tells the chapter. Each page stands in a file of its own.
struct Chapter5Story: Story {
  let chapter: Chapter5
  let run: Run
  let trained: TrainedModels
  /// Chapter 4's models.
  let words: TrainedModels
  let small: SmallModels
  let system: LatentSystem
  let split: Split
  /// The prompt's latents, from noise to the end.
  let path: [Tensor<Float>]
  /// What the decoder paints of them at the end.
  let paintings: [[Double]]
  /// Knows every sprite at every place.
  let judge = Judge(of: Reading.family(edge: LatentSystem.edge))

  init(
    chapter: Chapter5, run: Run, trained: TrainedModels, words: TrainedModels, small: SmallModels
  )
    throws
  {
    self.chapter = chapter
    self.run = run
    self.trained = trained
    self.words = words
    self.small = small
    split = Split(random: NamedRandom(seed: 1))
    system = try LatentSystem(trained)
    let (painter, draws) = (system.painter, chapter.common.random["paint"])
    path = painter.trajectory(
      [[Int]](repeating: chapter.prompt.ids, count: chapter.count),
      from: painter.noise(chapter.count, draws), guidance: Float(chapter.guidance),
      solver: chapter.solver)
    paintings = system.paint(path[Painter.steps]).pictures
  }

  var model: VAE<Double> { chapter.model }
  var models: TrainedModels? { trained }
  var example: WorkedCaption { WorkedCaption(random: chapter.common.random) }

  /// What the decoder paints of the prompt's latents after so many steps.
  func painted(after k: Int) -> [[Double]] { system.paint(path[k]).pictures }

  var painting: String? {
    let pixels = Pixels(paintings[0], columns: LatentSystem.edge, channels: 3)
    return "\n\(pixels.halfBlocks)\n"
  }

  var outline: Outline {
    func page(
      _ name: String, _ title: String, _ step: String? = nil, names: Names = Self.names(),
      _ write: @escaping (Page) throws -> Void
    ) -> Outline.Entry {
      .init(name, title, step: step, names: names, write)
    }
    let flow = Self.flowNames("flow.", parameters: "flow.").adding([
      "latent.scaled": "scaled", "latent.encoder.4": "mean",
    ])
    return Outline([
      .init(
        "The whole system",
        [page("system", "A prompt in, a picture out", nil, wholeSystem)]),
      .init(
        "A picture squeezed: one step of the VAE",
        [
          page("encoder", "Squeezing a picture: the encoder", "encoder", encoder),
          page("draw", "A draw that lets gradients pass", "draw", draw),
          page("decoder", "Painting from latents: the decoder", "decoder", decoder),
          page("vae-loss", "The loss: an error and a divergence", "loss", vaeLoss),
          page("back-decoder", "Back through the decoder", "backward", backDecoder),
          page("back-draw", "Back through the draw and the divergence", "draw", backDraw),
          page("back-encoder", "Back through the encoder", "encoder", backEncoder),
          page("adamw", "The update: AdamW", "AdamW", adamW),
          page(
            "second-forward", "The second forward pass", "again",
            names: Self.names(pass: "second.", parameters: "updated."), secondForward),
        ]),
      .init(
        "Why so?",
        [
          page("bound", "A floor under the likelihood", nil, names: Self.boundNames, bound),
          page(
            "checkerboard", "No checkerboards", nil,
            names: Names(
              dropping: ["checker."], ["checker.transposed": "stamped", "checker.conv": "conv"]),
            checkerboard),
          page(
            "scale", "The scale of latents, and a floor of π/2", nil,
            names: Names(["scale_factor": "s", "latent.scaled": "x0", "latent.encoder.4": "mean"]),
            scale),
        ]),
      .init(
        "The flow on latents, by hand",
        [
          page("latent-step", "A step of the flow on latents", "step", names: flow, latentStep),
          page(
            "latent-back", "Its gradients, update and second pass", "back", names: flow, latentBack),
        ]
          + (1...chapter.steps).map { n in
            let before = n == 1 ? "sample.noise" : "step\(n - 1).x"
            return page(
              "euler-\(n)", "A step to the prompt in latents, \(n) of \(chapter.steps)",
              "step \(n)",
              names: Self.flowNames("step\(n).", parameters: "trained.").adding([
                before: "x", "step\(n).x": "x_next", "step\(n).direction": "direction",
                "step\(n).guided": "guided", "step\(n).z": "z",
              ])
            ) { page in euler(page, n) }
          }),
      .init(
        "In the core",
        [
          page("models", "Training the VAE and the flow", nil, training),
          page("reconstructions", "What survives the squeeze", nil, reconstructions),
          page("space", "The latent space", nil, latentSpace),
          page("trade-off", "What β does; and without the draw, without the scale", nil, tradeOff),
          page("recipes", "What was tried", nil, recipes),
          page("cost", "What latents save", nil, cost),
          page("measured", "How often is it what was asked for?", nil, measuredPage),
          page("try-it", "Try it", nil, tryIt),
        ]),
    ])
  }
}
