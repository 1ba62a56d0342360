import ByHand
import ChapterKit
import Core
import Numerics
import Walkthrough

/// Tells the chapter. Each page stands in a file of its own.
struct Chapter1Story: Story {
  let chapter: Chapter1
  let results: Results

  var run: Run { results.run }
  var model: UNet<Double> { chapter.model }
  var models: TrainedModels? { results.models.file }
  var shapes: ShapesTraining { results.models.shapes }
  var questions: Questions { results.questions }

  var outline: Outline {
    Outline([
      .init("Forward: from a picture to a loss", forwardPages),
      .init("Backward: from the loss to every gradient", backwardPages),
      .init(
        "One step, then thousands",
        [
          .init("adamw", "The update: AdamW", step: "AdamW", adamW),
          .init(
            "second-forward", "The second forward pass: did it help?", step: "forward again",
            names: passNames("second.", parameters: "updated."), secondForward),
          .init("training", "Training to the end", step: "training", training),
        ]),
      .init(
        "From noise to a picture, by hand",
        [.init("euler", "From noise to picture, by hand", names: walkNames, euler)]),
      .init(
        "What came out",
        [
          .init("pictures", "The pictures it makes", pictures),
          .init("recipes", "Which recipe is better? Train several times", recipes),
          .init("clock", "The clock: `t` or 1000·`t`?", clock),
          .init("digits", "The same at a larger size: digits", digitsPage),
          .init("copying", "Copying and inventing", copyingPage),
          .init("summary", "The whole chapter on one screen", summary),
          .init("try-it", "Try it", tryIt),
        ]),
      .init("Appendix: whole passes, every number", appendix),
    ])
  }

  private var appendix: [Outline.Entry] {
    [
      .init(
        "numbers-second", "Every number of the second forward pass",
        names: passNames("second.", parameters: "updated."), secondNumbers),
      .init(
        "numbers-first-step", "Every number of the walk's first step", names: firstStepNames,
        firstStepNumbers),
    ]
      + (chapter.steps > 1
        ? [
          .init(
            "numbers-steps", "The numbers of the other steps", names: walkNames,
            laterStepsNumbers)
        ] : [])
      + [
        .init("numbers-rest", "All other numbers") { page in
          rest(
            page,
            [
              Self.nudgedPass,
              (
                "clipped.",
                "All gradients, shortened to a joint length of \(WorkedExample.clippingLimit.shown): each is multiplied by the same factor (\(page.link("adamw")))."
              ),
            ])
        }
      ]
  }

  private var forwardPages: [Outline.Entry] {
    [
      .init("data", "The data: twelve tiny pictures", step: "data", data),
      .init("line", "Between data and noise: `x_t` and the velocity", step: "line", line),
      .init(
        "noise", "Where the noise comes from: `x1`", step: "noise", names: Self.noiseNames, noise),
      .init(
        "best-answer", "The best possible answer", step: "best answer",
        names: Self.bestAnswerNames, bestAnswer),
      .init(
        "time", "Telling the time: `time_embed`", step: "time", names: Self.timeNames, time),
      .init(
        "conv-in", "The first convolution: `conv_in`", step: "conv_in", names: Self.convInNames,
        convIn),
      .init(
        "down1", "The first block: `down1`", step: "down1", names: Self.blockNames("down1"), down1),
      .init(
        "down-conv1", "Down to 2×2: `down_conv1`", step: "down_conv1", names: Self.downConvNames,
        downConv1),
      .init(
        "middle", "The middle: `mid1` and `mid2`", step: "middle", names: middleNames, middle),
      .init(
        "up-conv1", "Up to 4×4 again: `up_conv1`", step: "up_conv1", names: Self.upConvNames,
        upConv1),
      .init(
        "up1", "The skip and the last block: `up1`", step: "up1", names: Self.blockNames("up1"),
        up1),
      .init(
        "conv-out", "The prediction: `conv_out`", step: "conv_out", names: Self.convOutNames,
        convOut),
      .init("loss", "How wrong was it? The loss", step: "loss", names: Self.lossNames, loss),
    ]
  }

  private var backwardPages: [Outline.Entry] {
    [
      .init(
        "back-loss", "Turning round: back through the loss", step: "loss", names: Self.lossNames,
        backLoss),
      .init(
        "back-conv-out", "Back through `conv_out`", step: "conv_out", names: Self.convOutNames,
        backConvOut),
      .init(
        "back-up1", "Back through `up1`", step: "up1", names: Self.blockNames("up1"), backUp1),
      .init(
        "back-up-conv1", "Back through `up_conv1`", step: "up_conv1", names: Self.upConvNames,
        backUpConv1),
      .init(
        "back-middle", "Back through the middle: `mid2` and `mid1`", step: "middle",
        names: middleNames, backMiddle),
      .init(
        "back-down-conv1", "Back through `down_conv1`: the skip's two roads", step: "down_conv1",
        names: Self.downConvNames, backDownConv1),
      .init(
        "back-down1", "Back through `down1`", step: "down1", names: Self.blockNames("down1"),
        backDown1),
      .init(
        "back-conv-in", "Back through `conv_in`", step: "conv_in", names: Self.convInNames,
        backConvIn),
      .init(
        "back-time", "Back through the time, and to the very start", step: "time",
        names: Self.timeNames, backTime),
    ]
  }

  /// An entry away from the corners, to work out in full.
  func example(_ grid: Grid) -> Scalar { grid[exampleIndex(grid)] }

  func exampleIndex(_ grid: Grid) -> [Int] {
    grid.shape.enumerated().map { i, edge in i == 0 ? edge - 1 : (i == 1 ? edge / 2 : 0) }
  }
}
