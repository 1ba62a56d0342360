import ByHand
import ChapterKit
import Core
import Dataset
import Numerics
import Walkthrough

/// Tells the chapter. Each page stands in a file of its own.
struct Chapter3Story: Story {
  let chapter: Chapter3
  let results: Results

  var run: Run { results.run }
  var trained: TrainedModels { results.trained }
  var measured: Measurements { results.measured }
  var digits: [DigitsCell.Pair] { results.digits }
  var model: DiT<Double> { chapter.model }
  var models: TrainedModels? { trained }

  var outline: Outline {
    func page(
      _ name: String, _ title: String, _ step: String? = nil,
      names: Names = .dit(condition: "condition"), _ write: @escaping (Page) throws -> Void
    ) -> Outline.Entry {
      .init(name, title, step: step, names: names, write)
    }
    let second = Names.dit(pass: "second.", parameters: "updated.", condition: "condition")
    return Outline([
      .init(
        "A step with labels",
        [
          page(
            "classes", "Sixteen pictures in four classes, and a batch of two", "classes", classes),
          page("table", "A class as a row of numbers", "table", table),
          page("modulation", "What the class does to the norms", "norms", modulation),
          page("forward", "The forward pass of the batch", "forward", forwardPass),
          page("loss", "The loss of a batch", "loss", loss),
          page("back-model", "Backward through the model", "backward", backModel),
          page("back-table", "Which rows of the table learn", "table", backTable),
          page("adamw", "The update: AdamW", "AdamW", adamW),
          page(
            "second-forward", "The second forward pass", "forward again", names: second,
            secondForward),
          page("training", "Training to the end", "training", training),
        ]),
      .init(
        "Why guidance works",
        [page("one-number", "Guidance on one number", nil, names: Self.oneNumberNames, oneNumber)]),
      .init(
        "From noise to what was asked for, by hand",
        [page("euler", "A guided walk, by hand", nil, names: walkNames, euler)]),
      .init(
        "What came out",
        [
          page("pictures", "Classes, noises and scales", nil, pictures),
          page("trade-off", "How much is too much?", nil, tradeOff),
          page("dropping", "When is guidance needed?", nil, dropping),
          page("geometry", "The shape of the table", nil, names: Self.geometryNames, geometry),
          page("digits", "Digits on request", nil, digitsPage),
          page("summary", "The whole chapter on one screen", nil, summary),
          page("try-it", "Try it", nil, tryIt),
        ]),
      .init(
        "Appendix: whole passes, every number",
        [
          page("layers-forward", "Every number of the forward pass", nil, everyForward),
          page("layers-model", "Every gradient, from the loss to attention", nil, modelGradients),
          page(
            "layers-inputs", "Every gradient, from attention to time and pixels", nil,
            inputGradients),
          page(
            "numbers-second", "Every number of the second forward pass", nil, names: second,
            secondNumbers),
          page(
            "numbers-first-step", "Every number of the walk's first step, to the first block", nil,
            names: firstStepNames, firstStepNumbers),
          page(
            "numbers-second-block", "Every number of the walk's first step, from the second block",
            nil, names: firstStepNames, secondBlockNumbers),
        ]
          + (chapter.steps > 1
            ? [
              page(
                "numbers-steps", "The numbers of the other steps", nil, names: walkNames,
                laterStepsNumbers)
            ] : [])
          + [
            page("numbers-rest", "All other numbers", nil, names: Names()) {
              rest($0, [Self.nudgedPass])
            }
          ]),
    ])
  }

  static let oneNumberNames = Names(
    dropping: ["one_number.perfect.", "one_number."],
    [
      "one_number.perfect.velocity": "v_free", "one_number.asked": "v_asked",
      "perfect.minus_two": "−2", "one_number.perfect.t_squared": "t²",
      "one_number.family": "picture", "one_number.perfect.score": "exponent",
      "one_number.guided": "v_guided", "one_number.x_t": "x",
    ])

  static let geometryNames = Names(
    dropping: ["geometry_end."],
    [
      "trained.class_embed.embed.weight": "table", "cosine.epsilon": "least",
    ])

  /// On the page of the whole walk each step's grids keep the step in their names.
  var walkNames: Names {
    var aliases = ["sample.dt": "Δt", "sample.w": "w", "sample.noise": "noise"]
    for n in 1...chapter.steps { aliases["step\(n).final_proj"] = "step\(n).v̂" }
    return Names(aliases)
  }

  var firstStepNames: Names {
    Names.dit(pass: "step1.", parameters: "trained.", condition: "condition", blocks: 2).adding([
      "sample.dt": "Δt", "sample.w": "w", "sample.noise": "x", "step1.x": "x_next",
    ])
  }

  /// The names of the classes, and of none.
  static let classNames = ShapeClasses.names + ["none"]
  var className: String { ShapeClasses.names[chapter.label] }
  /// What the worked batch asks for.
  var labels: [Int] { grid("labels").values.map { Int($0) } }
}
