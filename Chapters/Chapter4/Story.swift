import ByHand
import ChapterKit
import Core
import Dataset
import Numerics
import Terminal
import Walkthrough

/// Tells the chapter. Each page stands in a file of its own.
struct Chapter4Story: Story {
  let chapter: Chapter4
  let run: Run
  let trained: TrainedModels
  let painter: Painter
  let split: Split
  /// The prompt's picture, from noise to the end.
  let painted: [Tensor<Float>]
  static let shown = 8

  init(chapter: Chapter4, run: Run, trained: TrainedModels) throws {
    self.chapter = chapter
    self.run = run
    self.trained = trained
    let random = chapter.common.random
    split = Split(random: NamedRandom(seed: 1))
    painter = try Painter(trained)
    painted = painter.trajectory(
      [[Int]](repeating: chapter.ids, count: Self.shown),
      from: Painter.noise(Self.shown, random["paint"]), guidance: Float(chapter.guidance))
  }

  var model: TextDiT<Double> { chapter.model }
  var models: TrainedModels? { trained }
  var example: WorkedExample { WorkedExample(random: chapter.common.random) }

  /// Picture n of step k of the painting.
  func pixels(_ n: Int, step k: Int = Painter.steps) -> [Double] {
    let size = 3 * Painter.edge * Painter.edge
    return painted[k].values[n * size..<(n + 1) * size].map { Double($0) }
  }

  var painting: String? {
    let pixels = Pixels(self.pixels(0), columns: Painter.edge, channels: 3)
    let rows = (0..<Painter.edge).map { r in
      (0..<Painter.edge).map { q -> (UInt8, UInt8, UInt8) in
        let c = pixels.colour(r, q)
        return (c[0], c[1], c[2])
      }
    }
    return "\n\(HalfBlocks.text(rows))\n"
  }

  var outline: Outline {
    func page(
      _ name: String, _ title: String, _ step: String? = nil, names: Names = Self.names(),
      _ write: @escaping (Page) throws -> Void
    ) -> Outline.Entry {
      .init(name, title, step: step, names: names, write)
    }
    let second = Self.names(pass: "second.", parameters: "updated.")
    return Outline([
      .init(
        "A step with words",
        [
          page("words", "From a sentence to rows of numbers", "words", words),
          page("until", "The pass until the words come in", "until then", untilWords),
          page(
            "cross-attention", "Patches look at words: cross-attention", "cross-attention",
            crossAttention),
          page("rest", "The rest of the pass, and the loss", "the rest", restOfPass),
          page("back-rest", "Backward to the words", "backward", backRest),
          page("back-cross", "Back through cross-attention", "cross-attention", backCross),
          page("back-inputs", "Backward to time and pixels", "inputs", backInputs),
          page("adamw", "The update: AdamW", "AdamW", adamW),
          page(
            "second-forward", "The second forward pass", "forward again", names: second,
            secondForward),
        ]),
      .init(
        "From noise to the prompt, by hand",
        (1...chapter.steps).flatMap { n in
          [
            page(
              "euler-\(n)", "A step to the prompt by hand, \(n) of \(chapter.steps)", "step \(n)",
              names: eulerNames(n)
            ) { page in euler(page, n) },
            page(
              "numbers-\(n)", "Step \(n) in numbers, until the words are read", "numbers",
              names: eulerNames(n)
            ) { page in numbers(page, n) },
            page(
              "rest-\(n)", "Step \(n) in numbers, the rest", "the rest", names: eulerNames(n)
            ) { page in moreNumbers(page, n) },
          ]
        }),
      .init(
        "The painter",
        [
          page("training", "Training the painter", nil, training),
          page("painted", "The prompt, painted", nil, paintedPage),
          page("looks", "Which patch reads which word", nil, looks),
          page("sheets", "Prompts, edits, scales, and between two prompts", nil, sheets),
          page("measured", "How often is it what was asked for?", nil, measuredPage),
          page("try-it", "Try it", nil, tryIt),
        ]),
    ])
  }

  var featureCount: Int { model.configuration.features }
  static let patchLabels = ["top left", "top right", "bottom left", "bottom right"]

  /// The words of a caption as labels, without padding.
  func labels(_ ids: [Int]) -> [String] {
    ids.filter { $0 != Vocabulary.padding }.map { Vocabulary.captions.tokens[$0] }
  }

  func predictedPicture(_ pass: String = "") -> Grid {
    grid(pass + "final_proj").unpatchified(channels: 3, size: 4, patch: 2)
  }

  func picture(before n: Int) -> Grid { grid(n == 1 ? "sample.noise" : "step\(n - 1).x") }

  /// Layers of a pass, by the beginnings of their names.
  func layers(_ prefixes: [String]) -> [Page.Layer] {
    let names = run.trace.grids.map(\.name).filter { $0.hasPrefix("second.") }
      .map { String($0.dropFirst(7)) }
    return prefixes.map { layer in
      ("`\(layer)`", names.filter { $0 == layer || $0.hasPrefix("\(layer).") })
    }
  }

  static let before = [
    "patch_embed", "tokens", "time_embed", "blocks.0.norm1", "blocks.0.self_attn",
    "blocks.0.residual1",
  ]
  static let after = [
    "blocks.0.residual2", "blocks.0.norm3", "blocks.0.mlp", "blocks.0.residual3", "final_norm",
    "final_proj",
  ]
  static let reading = ["text_proj", "blocks.0.norm2", "blocks.0.cross_attn"]
}
