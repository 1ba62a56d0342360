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
  /// Others like it, trained from several starts each; trainings on the little text; and of twelve blocks.
  let copying, little, wirings: Trials
  /// The writer of stories, from other starts than the kept one's.
  let tellers: Trials
  /// Small models that are asked about longer texts than in training.
  let lengths: Trials
  /// The loss of the little text's token counts, without any model, on its held-out stories.
  let wordCounts: Double
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
    let (copy, look) = (try CopyModel(trained), try HatLook(trained, tales))
    (self.copy, self.look) = (copy, look)
    (run, tryIt) = try chapter.compared(with: chapter.other) {
      $0.work(TinyTraining($0), copy, look)
    }
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
    copying = try Trials(Comparisons.copying, chapter: 6)
    little = try Trials(Comparisons.little, chapter: 6)
    wirings = try Trials(Comparisons.wirings, chapter: 6)
    tellers = try Trials(Comparisons.tellers, chapter: 6)
    lengths = try Trials(Comparisons.lengths, chapter: 6)
    wordCounts = (stories.isOurs ? stories : try Stories()).wordCounts
  }
}
