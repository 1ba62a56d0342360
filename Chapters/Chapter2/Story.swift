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
        (1...chapter.steps).map { n in
          page(
            "euler-\(n)", "From noise to picture by hand, step \(n) of \(chapter.steps)",
            "step \(n)", names: eulerNames(n)
          ) { page in euler(page, n) }
        }),
      .init(
        "What came of it",
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
            secondNumbers)
        ]
          + (1...chapter.steps).map { n in
            page(
              "numbers-euler-\(n)", "Every number of step \(n) of \(chapter.steps)", nil,
              names: eulerNames(n)
            ) { page in eulerNumbers(page, n) }
          }),
    ])
  }

  var headSize: Int { featureCount / model.configuration.heads }

  /// How many parameters the layers of a name have.
  func count(_ layers: String...) -> String {
    model.parameters.filter { p in layers.contains { p.name.hasPrefix($0) } }
      .reduce(0) { $0 + $1.value.count }.grouped
  }
}
