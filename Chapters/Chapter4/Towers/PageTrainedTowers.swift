import ChapterKit
import Core
import Dataset
import Numerics
import Walkthrough

extension Chapter4Story {
  func trainedTowers(_ page: Page) {
    page.section("Trained to the end")
    let (knowledge, large) = (
      results.knowledge, Clip<Float>.Configuration.captions(isSmall: false)
    )
    let (count, steps) = (knowledge.parameters, results.trained.steps / 5)
    page.text(
      """
      The core takes the same step \(steps.grouped) times, with \(Training.batch) pairs per step, pictures of 16×16, and towers of \(count.grouped) parameters (\(large.features) features, \(large.heads) heads, \(large.layers) blocks, arrows of \(large.joint) numbers).
      Every sprite is moved by up to a pixel, and captions often leave something out. (\(page.sentence(page.link("training"))) says what is shown, and what never is.)
      """)
    let losses = knowledge.losses
    let window = Double(steps) / Double(max(1, losses.count))
    page.picture(
      "loss.svg",
      Curve.svg(
        [("loss", losses.enumerated().map { (x: Double($0) * window, y: $1) })], xLabel: "step",
        yLabel: "loss"
      ).utf8,
      alt: "The towers' loss over the steps of training")
    page.text(
      "Guessing would have a loss of ln \(Training.batch) = \(Double.log(Double(Training.batch)).fixed(2)). Over the last hundredth of the training, the loss is \((losses.last ?? 0).fixed(2)). It can't become 0: captions leave things out, and \(Training.batch) draws from \(split.seen.count) sprites repeat some. So \(trueOfPictures)"
    )
    page.section("Which picture matches which caption")
    let (shown, before, after) = (
      knowledge.shown, knowledge.similarity.before, knowledge.similarity.after
    )
    let labels = shown.map {
      "\($0.fur) \($0.animal)\($0.hat.map { ", \($0.size) \($0.colour)" } ?? "")"
    }
    func right(_ all: [Double]) -> Int {
      let n = shown.count
      return (0..<n).count { i in (0..<n).allSatisfy { all[i * n + $0] <= all[i * n + i] } }
    }
    page.text(
      "Here are eight sprites that training has never shown (rows), and their captions (columns). Before training, the most likely caption is the right one for \(right(before)) of them; after training, it is for \(right(after)):"
    )
    page.heatMap(
      [
        (title: "before", values: before), (title: "after", values: after),
      ], rows: labels, columns: labels,
      alt: "Cosines of eight unseen pictures and their captions, before training and after")
    page.section("Finding the right one")
    page.text(
      """
      For each sprite, at nine places: of all \(Sprite.all.count) whole captions, is its own the nearest? And for its caption: of all
      \(Sprite.all.count) pictures, is its own the nearest? A guesser is right in \((100 / Double(Sprite.all.count)).fixed(1)) % of the cases. Several pictures differ only in a hat's size or colour. The *held out* and the *cats with a tiny hat* were never shown in training. ± is the standard error as if all
      questions were independent; the nine places of one sprite aren't quite, so it is a little too small.
      """)
    var table = Table(
      ["", "questions", "picture → caption", "caption → picture"], left: [0])
    for set in knowledge.asked {
      for (when, r) in [("before", set.before), ("after", set.after)] {
        table.add([
          "\(set.name), \(when) training", "\(r.asked)", r.share(r.captions), r.share(r.pictures),
        ])
      }
    }
    page.text(table.markdown)
    page.text(mistakes(knowledge.asked[1].after.mistaken))
    neighbours(page)
    page.section("In the core")
    page.excerpt("Clip.loss", says: "The loss of a batch")
    page.checkYourself([
      (
        "Why can't the loss of a batch reach 0, however good the towers are?",
        "If a caption is true of two pictures of the batch, it can't give both of them more than one half: that's a negative log-likelihood of ln 2 = 0.6931. And \"a cat\" is true of every cat."
      )
    ])
    page.keep(
      "Nobody said what a cat is; a cat is whatever the pictures captioned \"cat\" have in common."
    )
  }

  /// Of how many pictures of its batch a caption is true, and how surprised a caption must be that gives
  /// all of them the same: the lowest that the captions' half of the loss can go.
  private var trueOfPictures: String {
    let truth = results.knowledge.truth
    return
      "a caption is true of \(truth.mean.fixed(1)) pictures of its batch, its own among them (the mean over the first \(CaptionTruth.batches) batches). If it gives all of these the same probability, its mean negative log-likelihood is \(truth.least.fixed(2)): the captions' half of the loss can't get lower."
  }

  /// What the cats with a tiny hat were taken for.
  private func mistakes(_ mistaken: [(sprite: Sprite, for: Sprite)]) -> String {
    if mistaken.isEmpty { return "Every cat with a tiny hat finds its caption." }
    let size = mistaken.count {
      $0.sprite.animal == $0.for.animal && $0.for.hat != nil && $0.for.hat?.size != .tiny
    }
    let animal = mistaken.count { $0.sprite.animal != $0.for.animal }
    let bare = mistaken.count { $0.sprite.animal == $0.for.animal && $0.for.hat == nil }
    let rest = mistaken.count - size - animal - bare
    let kinds = [
      (size, "with that of a cat with a big hat"), (bare, "with a bare cat's"),
      (animal, "with another animal's"), (rest, "with one that has a colour wrong"),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    return
      "\(mistaken.count) cats with a tiny hat are matched with a wrong caption: \(kinds.isEmpty ? "none" : kinds.joined(separator: ", "))."
  }

  /// A pair of texts that says the opposite, where there is one.
  private func otherWay(_ near: Neighbours, _ animalCounts: Bool) -> String {
    let (animal, hat) = (
      near.cosine("a cat", "a cat with a hat"), near.cosine("a cat", "a dog")
    )
    return animalCounts == (animal > hat)
      ? "that's one pair, and one training."
      : "\"a cat\" is closer to \"a dog\" (\(hat.fixed(3))) than to \"a cat with a hat\" (\(animal.fixed(3))): neither always wins."
  }

  /// Some short texts and how near each is to the others.
  private func neighbours(_ page: Page) {
    let (near, texts) = (results.knowledge.neighbours, Neighbours.texts)
    let labels = texts.map { $0.isEmpty ? "(empty)" : $0 }
    page.section("Neighbours")
    page.text(
      "How close are short texts to each other, now that both towers are trained? Here are the cosines of their arrows:"
    )
    page.heatMap(
      [(title: "", values: near.cosines.flatMap { $0 })], rows: labels, columns: labels,
      alt: "The cosines of eleven short texts with each other, after training")
    page.text("The first row once more, sorted: what is closest to \"a cat\"?")
    let order = texts.indices.dropFirst().sorted { near.cosines[0][$0] > near.cosines[0][$1] }
    var table = Table(["nearest to \"a cat\"", "cosine"], left: [0])
    for i in order { table.add([labels[i], near.cosines[0][i].fixed(3)]) }
    page.text(table.markdown)
    let (bare, dog) = (
      near.cosine("a cat wearing a hat", "a cat wearing no hat"),
      near.cosine("a cat wearing a hat", "a dog wearing a hat")
    )
    page.text(
      """
      "A cat wearing a hat" has a cosine of \(bare.fixed(3)) with "a cat wearing no hat" and of \(dog.fixed(3)) with "a dog wearing a hat": here \(bare > dog ? "the animal counts more than the hat" : "the hat counts more than the animal"). But \(otherWay(near, bare > dog)) Two ways of saying the same thing, *wearing* and *with*, have a cosine of \(near.cosines[2][3].fixed(3)).
      """)
  }
}
