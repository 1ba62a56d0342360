import ByHand
import ChapterKit
import Core
import Dataset
import Numerics
import Walkthrough

/// Tells the chapter. Each page stands in a file of its own.
struct Chapter3Story: Story {
  let chapter: Chapter3
  let run: Run
  let trained: TrainedModels

  var model: DiT<Double> { chapter.model }
  var models: TrainedModels? { trained }
  var outline: Outline { Outline([]) }
  func introduce(_ page: Page) {}
  var commands: [String] { [] }
}
