import ByHand
import ChapterKit
import Core
import Numerics
import Walkthrough

/// Tells the chapter. Each page stands in a file of its own.
struct Chapter2Story: Story {
  let chapter: Chapter2
  let run: Run
  let trained: TrainedModels

  init(chapter: Chapter2, run: Run, trained: TrainedModels) throws {
    self.chapter = chapter
    self.run = run
    self.trained = trained
  }

  var model: DiT<Double> { chapter.model }
  var models: TrainedModels? { trained }
  var outline: Outline { Outline([]) }
  func introduce(_ page: Page) {}
  var commands: [String] { [] }
}
