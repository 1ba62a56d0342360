import ByHand
import ChapterKit
import Core
import Dataset
import Numerics
import Walkthrough

/// Tells the chapter. Each page stands in a file of its own.
struct Chapter4Story: Story {
  let chapter: Chapter4
  let run: Run
  let trained: TrainedModels

  var model: TextDiT<Double> { chapter.model }
  var models: TrainedModels? { trained }
  var outline: Outline { Outline([]) }
  func introduce(_ page: Page) {}
  var commands: [String] { [] }
}
