import ByHand
import ChapterKit
import Core
import Dataset
import Numerics
import Walkthrough

/// Tells the chapter. Each page stands in a file of its own.
struct Chapter2Story: Story {
  let chapter: Chapter2
  let results: Results

  var run: Run { results.run }
  var trained: TrainedModels { results.trained }
  var measured: Measurements { results.measured }
  var model: DiT<Double> { chapter.model }
  var models: TrainedModels? { trained }

  var outline: Outline {
    func page(
      _ name: String, _ title: String, _ step: String? = nil, names: Names = .dit(),
      _ write: @escaping (Page) throws -> Void
    ) -> Outline.Entry {
      .init(name, title, step: step, names: names, write)
    }
    let second = Names.dit(pass: "second.", parameters: "updated.")
    return Outline([
      .init(
        "Forward: from a picture to a loss",
        [
          page("model", "The model at a glance", nil, modelPage),
          page("patches", "From a picture to tokens: patches", "patches", patches),
          page(
            "positions", "Where a patch is: positions in two dimensions", "positions",
            names: Self.positionNames, positions),
          page("swapped", "Without positions: two pictures that look the same", nil, swapped),
          page("time", "The time as features", "time", time),
          page("ada-ln", "A norm that knows the time: adaptive layer norm", "norm 1", adaLN),
          page("three-ways", "Three ways to tell the time", nil, threeWays),
          page("attention", "Patches look at patches: attention", "attention", attention),
          page("mlp", "Each patch by itself: the MLP", "mlp", mlp),
          page("prediction", "From tokens to a picture: the predicted velocity", "v̂", prediction),
          page("loss", "How wrong was it? The loss", "loss", loss),
          page("reach", "Who sees what: convolutions and attention", nil, reach),
        ]),
      .init(
        "Backward: from the loss to every gradient",
        [
          page("back-prediction", "Back through the projection and its norm", "v̂", backPrediction),
          page("back-mlp", "Back through the MLP", "mlp", backMLP),
          page("back-attention", "Back through attention", "attention", backAttention),
          page("back-ada-ln", "Back through the adaptive norm", "norm 1", backAdaLN),
          page("back-time", "Back through the time", "time", backTime),
          page("back-patches", "Back to the pixels", "patches", backPatches),
        ]),
      .init(
        "One step, then thousands",
        [
          page("adamw", "The update: AdamW", "AdamW", adamW),
          page(
            "second-forward", "The second forward pass: did it help?", "forward again",
            names: second, secondForward),
          page("zero-start", "Starting from zero", nil, zeroStart),
          page("training", "Training to the end", "training", training),
        ]),
      .init(
        "From noise to a picture, by hand",
        [page("euler", "From noise to picture, by hand", nil, names: walkNames, euler)]),
      .init(
        "What came out",
        [
          page("pictures", "What the trained model does", nil, pictures),
          page("comparison", "Transformer or U-Net?", nil, comparison),
          page("digits", "Larger pictures: digits", nil, digits),
          page("summary", "The whole chapter on one screen", nil, summary),
          page("try-it", "Try it", nil, tryIt),
        ]),
      .init(
        "Appendix: whole passes, every number",
        [
          page(
            "numbers-second", "Every number of the second forward pass", nil, names: second,
            secondNumbers),
          page(
            "numbers-first-step", "Every number of the walk's first step", nil,
            names: firstStepNames, firstStepNumbers),
        ]
          + (chapter.steps > 1
            ? [
              page(
                "numbers-steps", "The numbers of the other steps", nil, names: walkNames,
                laterStepsNumbers)
            ] : [])
          + [
            page(
              "numbers-zero", "Every number of the steps from zero", nil, names: Names(),
              zeroNumbers),
            page("numbers-rest", "All other numbers", nil, names: Names(), otherNumbers),
          ]),
    ])
  }

  private func zeroNumbers(_ page: Page) {
    rest(
      page, of: "zero",
      "The forward and backward pass from a start with zeros, twice, and the update between them (\(page.link("zero-start"))). The sums are those of \(page.links(from: "patches", to: "adamw")), with other numbers in them."
    )
  }

  private func otherNumbers(_ page: Page) {
    rest(
      page,
      [
        Self.nudgedPass,
        (
          "placed_",
          "Two pictures of the same patches, with positions (\(page.link("swapped"))): the sums of \(page.links(from: "patches", to: "prediction"))."
        ),
        ("unplaced_", "The same two without positions."),
        (
          "reach.",
          "Three convolutions and one attention on a picture of 8×8 (\(page.link("reach")))."
        ),
        ("early.", "A patch and its norm at an early time (\(page.link("ada-ln")))."),
        ("late.", "The same at a late time."),
        ("gate", "A branch behind a gate, two steps (\(page.link("zero-start")))."),
        ("ways.", "Two other ways to tell the time (\(page.link("three-ways")))."),
      ])
  }

  var headSize: Int { featureCount / model.configuration.heads }

  /// How many parameters the layers of a name have.
  func count(_ layers: String...) -> String {
    model.parameters.filter { p in layers.contains { p.name.hasPrefix($0) } }
      .reduce(0) { $0 + $1.value.count }.grouped
  }
}
