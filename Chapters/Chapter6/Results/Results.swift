import ChapterKit
import Core
import Numerics
import Terminal

/// Everything that the chapter has computed. The pages read it, and run nothing.
struct Results {
  /// The work by hand and in the core.
  let run: Run
  /// The chapter's models, which a run writes beside its pages.
  let trained: TrainedModels
  let stories: Stories
  let tokenizer: TokenizerResults
  let gradients: GradientResults
  /// How the training of the model that writes went.
  let course: WriterCourse
  /// What it wrote.
  let written: WrittenTexts
  let choices: ChoiceResults
  /// The model that repeats, and what it was measured to do.
  let copy: CopyModel
  let looked: Interpretability
  let tryIt: TryIt

  /// - Throws: `Failure.badData` if the models lack something.
  init(
    _ chapter: Chapter6, _ stories: Stories, _ trained: TrainedModels, _ console: Console
  ) throws {
    (self.stories, self.trained) = (stories, trained)
    let random = chapter.common.random
    console.progress(
      "everything small by hand, twice: as asked and with another learning rate …")
    copy = try CopyModel(trained)
    run = chapter.work(TinyTraining(chapter), copy)
    let other = chapter.other
    tryIt = try TryIt(chapter, run, other: other, other.work(TinyTraining(other), copy))
    console.progress("cutting the stories into tokens …")
    tokenizer = TokenizerResults(stories)
    console.progress("measuring gradients of \(GradientResults.trials) batches of each size …")
    gradients = GradientResults(chapter)
    course = try WriterCourse(trained, stories, random)
    written = try WrittenTexts(chapter, trained, stories, console)
    choices = ChoiceResults(run, random)
    console.progress("looking into the model that repeats …")
    looked = Interpretability(copy.rounded)
  }
}
