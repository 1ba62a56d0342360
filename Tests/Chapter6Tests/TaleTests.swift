import ChapterKit
import Core
import Dataset
import Numerics
import Testing

@testable import chapter6

private let tales = Tales()

@Suite struct TaleModelTests {
  @Test func `the stories are the same bytes on every machine`() {
    #expect(TaleResults.checksum(of: tales) == 0xe260_7317)
  }

  @Test func `every story fits the window of the training`() {
    let heldOut = TaleTokens(tales.heldOut, tales.pairs)
    #expect((tales.tokens.lengths + heldOut.lengths).allSatisfy { $0 <= Sizes.tale })
  }

  @Test func `copying is counted in windows of eight words`() {
    let verbatim = Verbatim(["One two three four five six seven eight nine."])
    #expect(verbatim.share(of: ["one two three four five six seven eight nine"]) == 1)
    #expect(verbatim.share(of: ["two three four five six seven eight nine ten"]) == 0.5)
    #expect(verbatim.share(of: ["nine eight seven six five four three two one"]) == 0)
  }

  @Test func `the grammar's own stories reach every goal`() {
    let goals = TaleGoals(
      tales.heldOut, ended: tales.heldOut.map { _ in true }, Verbatim(tales.training))
    #expect(goals.values.dropLast() == [1, 1, 1, 1, 1, 1])
    #expect(TaleGoals.beginnings(tales).count == TaleGoals.count)
  }

  @Test func `the kept model ends its stories, in words of the grammar`() throws {
    let models = try TrainedModels.saved(chapter: 6, precision: .bfloat16)
    let model = try models.model(Training.teller, LanguageModel(Sizes.teller))
    var (writer, ended, words, known) = (Writer(model, tales.pairs), 0, 0, 0)
    let beginnings = TaleGoals.beginnings(tales).prefix(20)
    for (n, beginning) in beginnings.enumerated() {
      var told = ""
      let story = writer.story(
        beginning, tokens: 250, TaleGoals.choice, NamedRandom(seed: 9)["\(n)"]
      ) { told += $0 }
      #expect(told == story.text + (story.ends ? Tales.end : ""))
      let reading = TaleReading(beginning + story.text)
      ended += story.ends ? 1 : 0
      (words, known) = (words + reading.words, known + reading.known)
    }
    #expect(ended >= 18 && Double(known) > 0.98 * Double(words))
  }

  @Test func `a loss on whole stories is the mean over their tokens`() {
    var model = LanguageModel<Float>(
      .init(
        vocabulary: tales.pairs.vocabulary, length: 256, features: 8, heads: 2, hidden: 8,
        layers: 1,
        positions: .rotary, isTied: true))
    model.initialize { StartingValues.usual($0, NamedRandom(seed: 2)) }
    let some = TaleTokens(tales.heldOut.prefix(20), tales.pairs).tales
    var (sum, count) = (0.0, 0)
    for tale in some {
      var loss = LanguageLoss<Float>()
      let mean = loss.forward(model.forward([Array(tale.dropLast())]), Array(tale.dropFirst()))
      sum += Double(mean) * Double(tale.count - 1)
      count += tale.count - 1
    }
    #expect((TaleLoss.mean(model, some) - sum / Double(count)).magnitude < 1e-4)
  }
}
