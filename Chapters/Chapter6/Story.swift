import ByHand
import ChapterKit
import Core
import Numerics
import Walkthrough

/// Tells the chapter. Each page stands in a file of its own.
struct Chapter6Story: Story {
  let chapter: Chapter6
  let run: Run
  /// The tiny model, trained on four sentences.
  let tiny: TinyTraining

  init(chapter: Chapter6, run: Run, tiny: TinyTraining) throws {
    self.chapter = chapter
    self.run = run
    self.tiny = tiny
  }

  var model: LanguageModel<Double> { chapter.model }

  var outline: Outline {
    Outline([
      .init("A training step, with everything that belongs to it", stepPages),
      .init("Writing", generationPages),
      // interpretability
      .init("And now you", [.init("try-it", "Try it", tryIt)]),
    ])
  }

  /// A page of the worked model.
  func page(
    _ name: String, _ title: String, _ step: String? = nil, names: Names = Self.names(),
    _ write: @escaping (Page) throws -> Void
  ) -> Outline.Entry { .init(name, title, step: step, names: names, write) }

  var stepPages: [Outline.Entry] {
    [
      page("model", "The model at a glance", nil, modelPage)
    ]
  }

  func tryIt(_ page: Page) {
    page.keep("Try it.")
  }
}
