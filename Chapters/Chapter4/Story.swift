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
  let results: Results

  var run: Run { results.run }
  var split: Split { results.split }
  /// The three pairs of the towers' step, and the towers that it starts from.
  var pairs: WorkedPairs { results.pairs }
  var towers: Clip<Double> { results.towers }
  var model: TextDiT<Double> { chapter.model }
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
    let second = Self.names(pass: "second.", parameters: "updated.")
    let (text, picture) = (Self.towerNames(), Self.towerNames(Self.pictureBlock))
    let again = Self.towerNames(pass: "clip.second.", parameters: "clip.updated.")
    return Outline(
      [
        .init(
          "Words and pictures in one space",
          [
            page("pairs", "Three pairs", "pairs", names: text, pairsPage),
            page(
              "text-tower", "The text tower: a sentence becomes an arrow", "text", names: text,
              textTower),
            page(
              "picture-tower", "The picture tower: a picture becomes an arrow", "pictures",
              names: picture, pictureTower),
            page(
              "contrast", "The loss: every picture compared with every caption", "loss",
              names: text,
              contrast
            ),
            page(
              "back-contrast", "Back through the comparison", "backward", names: text, backContrast),
            page(
              "back-towers", "Back through both towers", "towers", names: Self.bothTowersNames,
              backTowers),
            page("towers-adamw", "The towers' update", "AdamW", names: text, towersAdamW),
            page(
              "towers-again", "The towers' second forward pass", "again", names: again, towersAgain),
            page("towers", "The trained towers: what do they know?", nil, trainedTowers),
            page(
              "tiny", "One word in two sentences: \"tiny\"", nil,
              names: Self.towerNames(pass: "tiny.", parameters: ""), tinyPage),
          ]),
        .init(
          "A step with words",
          [
            page("words", "From a sentence to rows of numbers", "words", words),
            page(
              "reader", "The words read each other", "reader", names: Self.readerNames, readerPage),
            page("until", "The pass up to the words", "until then", untilWords),
            page(
              "cross-attention", "Patches look at words: cross-attention", "cross-attention",
              crossAttention),
            page(
              "rest", "The rest of the pass, the loss, and back to the words", "the rest, and back",
              restOfPass),
            page("back-cross", "Back through cross-attention", "cross-attention", backCross),
            page(
              "back-reader", "Back through the words", "words", names: Self.readerNames, backReader),
            page("back-inputs", "Back to the time and the pixels", "inputs", backInputs),
            page("adamw", "The update: AdamW", "AdamW", adamW),
            page(
              "second-forward", "The second forward pass", "forward again", names: second,
              secondForward),
          ]),
        .init(
          "From noise to the prompt, by hand",
          [page("euler", "From noise to a sprite, by hand", names: eulerNames, euler)]),
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
        .init(
          "Appendix: whole passes, every number",
          [
            page(
              "numbers-self", "Every number of the attention of patches to patches", nil,
              selfAttentionNumbers),
            page(
              "numbers-back", "Every gradient of both attentions", nil, backAttentionNumbers),
            page(
              "numbers-second", "Every number of the second forward pass", nil, names: second,
              secondNumbers),
          ]
            + (1...chapter.steps).map { n in
              page(
                "numbers-\(n)", "Step \(n) in numbers", "step \(n)",
                names: Self.names(pass: "step\(n).", parameters: "trained.")
              ) { page in numbers(page, n) }
            }),
      ], isTight: true)
  }

  var featureCount: Int { model.configuration.features }
  /// How many numbers an arrow of the small towers has.
  var joint: Int { Clip<Double>.Configuration.captions(isSmall: true).joint }
  /// Pixels by row and column.
  static let pixelLabels = (0..<16).map { "\($0 / 4), \($0 % 4)" }

  /// The words of a caption as labels, without padding.
  func labels(_ ids: [Int]) -> [String] { Prompt.labels(ids) }

  func predictedPicture(_ pass: String = "") -> Grid {
    grid(pass + "final_proj").unpatchified(
      channels: 3, size: 4, patch: Sizes.byHand.patch)
  }

  func picture(before n: Int) -> Grid { grid(n == 1 ? "sample.noise" : "step\(n - 1).x") }

  /// Layers of a pass, by the beginnings of their names.
  func layers(_ prefixes: [String]) -> [Page.Layer] {
    layers(prefixes.map { ("`\($0)`", $0) }, of: "second.")
  }

  static let before = [
    "patch_embed", "tokens", "time_embed", "blocks.0.norm1", "blocks.0.self_attn",
    "blocks.0.residual1",
  ]
  static let after = [
    "blocks.0.residual2", "blocks.0.norm3", "blocks.0.mlp", "blocks.0.residual3", "final_norm",
    "final_proj",
  ]
  static let selfAttention = "blocks.0.self_attn"
  static let readWords = ["text_proj", "readers.0"]
  static let readingPatches = ["blocks.0.norm2", "blocks.0.cross_attn"]
  static let reading = readWords + readingPatches
}
