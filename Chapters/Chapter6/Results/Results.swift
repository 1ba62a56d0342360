import ChapterKit
import Core
import Dataset
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
  /// How the training on the little text went.
  let course: WriterCourse
  /// The grammar's stories, and what models make of them.
  let telling: TaleResults
  /// What the model that tells them wrote.
  let written: WrittenTexts
  let choices: ChoiceResults
  /// One head of the model that tells stories, which keeps the hat's colour.
  let look: HatLook
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
    let tales = Tales()
    written = try WrittenTexts(chapter, chapter.writer(trained, stories, tales), console)
    console.progress(
      "everything small by hand, twice: as asked and with another learning rate …")
    copy = try CopyModel(trained)
    look = try HatLook(trained, tales)
    run = chapter.work(TinyTraining(chapter), copy, look)
    let other = chapter.other
    tryIt = try TryIt(chapter, run, other: other, other.work(TinyTraining(other), copy, look))
    console.progress("cutting the stories into tokens …")
    tokenizer = TokenizerResults(stories)
    console.progress("measuring gradients of \(GradientResults.trials) batches of each size …")
    gradients = GradientResults(chapter)
    course = try WriterCourse(trained, stories, random)
    console.progress("counting in the grammar's stories …")
    telling = try TaleResults(tales, trained)
    choices = ChoiceResults(run, random)
    console.progress("looking into the model that repeats …")
    looked = Interpretability(copy.rounded)
  }
}
