import ByHand
import ChapterKit
import Core
import Dataset
import Numerics

/// The two towers in the core.
extension CoreComputation {
  func trainTowers() {
    let pairs = WorkedPairs(random: chapter.common.random)
    var model = WorkedPairs.model(chapter.common.random)
    let (prefix, ids, start) = ("clip.", pairs.ids, model)
    let pictures = Tensor([ids.count, 3, 4, 4], pairs.pixels)
    recorder.record("\(prefix)pictures", pictures)
    recorder.record(
      "\(prefix)tokens_of_captions",
      Tensor([ids.count, ids[0].count], ids.joined().map(Double.init)))
    recorder.trainingStep(
      of: &model, prefix: prefix, learningRate: chapter.learningRate,
      gradients: trace.gradients(of: model, prefix: prefix),
      pass: { model in _ = model.loss(pictures, ids, recorder) },
      backward: { model in
        recorder.recordGradient(of: "pictures", model.backward(recorder))
      })
    recorder.nudged(WorkedPairs.nudge, prefix: prefix, start) { model in
      _ = model.loss(pictures, ids, recorder)
    }
  }

  func oneWordInTwoSentences(_ tower: Clip<Double>) {
    let ids = WorkedPairs.oneWordIds
    var text = tower.text
    recorder.pass("tiny.") {
      let after = text.words(ids, recorder)
      for (name, rows) in [("before", text.embed(ids)), ("after", after)] {
        let (length, d) = (rows.shape[1], rows.shape[2])
        let row = (0..<2).map { n in
          let start = (n * length + WorkedPairs.place) * d
          return Tensor([d], Array(rows.values[start..<start + d]))
        }
        let difference = row[0] - row[1]
        let square = (difference * difference).values.reduce(0, +)
        recorder.record("\(name).difference", difference)
        recorder.record("\(name).square", Tensor(scalar: square))
        recorder.record("\(name).distance", Tensor(scalar: square.squareRoot()))
      }
    }
  }
}
