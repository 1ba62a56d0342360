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
  let results: Results

  var run: Run { results.run }
  var model: VAE<Double> { chapter.model }
  var models: TrainedModels? { results.trained }
  var example: WorkedCaption { WorkedCaption(random: chapter.common.random) }

  var frames: [String] { results.painted.film.frames }

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
            names: Names([
              "scale_factor": "scale", "latent.scaled": "x0", "latent.encoder.4": "mean",
              "step\(chapter.steps).x": "x_end", "step\(chapter.steps).z": "unscaled",
            ]),
            scale),
        ]),
      .init(
        "The flow on latents, by hand",
        [
          page(
            "latent-step", "A training step of the flow on latents", "step", names: flow, latentStep
          ),
          page(
            "latent-back", "The flow's gradients, update and second pass", "back", names: flow,
            latentBack),
          page(
            "euler", "From noise to the prompt, in latents", "walk", names: eulerNames, euler),
        ]),
      .init(
        "In the core",
        [
          page("models", "Training the VAE and the flow", nil, training),
          page("reconstructions", "What survives the squeeze", nil, reconstructions),
          page("space", "The latent space", nil, latentSpace),
          page("trade-off", "What β costs, and what it buys", nil, tradeOff),
          page("recipes", "Other starts, captions, times and widths", nil, recipes),
          page("cost", "What latents save", nil, cost),
          page("measured", "How often is it what was asked for?", nil, measuredPage),
          page("through", "One word and one pixel, through the code", nil, throughTheCode),
          page("beyond", "Beyond this machine", nil, beyond),
          page("try-it", "Try it", nil, tryIt),
        ]),
      .init(
        "Appendix: whole passes, every number",
        [
          page(
            "numbers-second", "Every number of the flow's second pass", nil, names: flow,
            flowSecondNumbers)
        ]
          + (1...chapter.steps).map { n in
            page(
              "numbers-\(n)",
              "Step \(n) of the walk\(n == chapter.steps ? ", and the other walks," : "") in numbers",
              nil,
              names: Self.flowNames("step\(n).", parameters: "trained.").adding([
                "step\(n).z": "unscaled"
              ])
            ) { page in numbers(page, n) }
          }),
    ])
  }
}
