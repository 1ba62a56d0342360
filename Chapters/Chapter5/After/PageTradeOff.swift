import ChapterKit
import Core
import Dataset
import Numerics
import Walkthrough

extension Chapter5Story {
  func tradeOff(_ page: Page) {
    let all = Training.betas + [Training.beta]
    guard !trained.numbers("beta \(Training.beta)/quality").isEmpty else {
      return page.text("These models were not measured.")
    }
    page.section("β")
    page.text(
      """
      Five VAEs, each trained for \(Comparisons.trialVAESteps(trained.steps).grouped) steps, a tenth of the kept one's training, on the same pictures; they differ in β alone (with β = 0 nothing is drawn either: a plain autoencoder). Measured on sprites that were never shown: the error of what is painted from the means,
      how much of it the judge reads right, the KL of a picture (none without a draw: nobody has asked its variances for anything); and *holes*: how far paintings of standard normal latents are from the nearest sprite. (A small distance alone says little: where all paintings are one mean picture it is small, too.)
      """)
    var table = Table(["β", "error", "read right", "KL", "holes"])
    for beta in all.sorted() {
      let q = VAEQuality(numbers: trained.numbers("beta \(beta)/quality"))
      table.add([
        beta == 0 ? "0, no draw" : beta == Training.beta ? "**\(beta.shown)**" : beta.shown,
        q.mse.fixed(4), "\((100 * q.read).fixed(0)) %",
        beta == 0 ? "" : q.kl.fixed(q.kl < 10 ? 2 : 0),
        q.holes.fixed(2),
      ])
    }
    page.text(table.markdown)
    let qualities = all.sorted().map { VAEQuality(numbers: trained.numbers("beta \($0)/quality")) }
    let (least, most) = (qualities[1], qualities[qualities.count - 1])
    page.text(
      "From the smallest β above 0 to the largest the KL falls from \(least.kl.fixed(0)) to \(most.kl.fixed(2)), and the error \(most.mse > least.mse ? "rises" : "falls") from \(least.mse.fixed(4)) to \(most.mse.fixed(4)). (β weighs a sum over \(Large.flow.size * Large.flow.size * Large.vae.latentChannels) latents against a mean over \(3 * LatentSystem.edge * LatentSystem.edge) numbers: \(page.link("vae-loss")).)"
    )
    page.section("Without the scale, without the draw")
    page.text(
      "Three flows like the kept one, but trained for \(Comparisons.trialSteps(trained.steps).grouped) steps in place of \(trained.steps.grouped), alike but for the latents that they learn: of the kept VAE, with and without its scale, and of a plain autoencoder, trained as long. How many paintings are as asked, w = 3, \(Reading.count) a cell:"
    )
    var trials = Table(["latents", "seen", "held out", "a cat wearing a tiny hat"], left: [0])
    for (name, says) in [
      ("scaled ", "of the VAE, scaled"), ("unscaled ", "of the VAE, not scaled"),
      ("plain ", "of a plain autoencoder, scaled"),
    ] {
      trials.add(
        [says]
          + readings(of: name).map(\.text))
    }
    page.text(trials.markdown)
    page.text(
      "The kept VAE's scale is \(Double(system.scale.factor.values[0]).shown), near 1, so leaving it out changes little here; \(page.link("scale")) tells when it would."
    )
    page.checkYourself([
      (
        "What happens at a very large β?",
        "Every term of the KL goes to 0: all pictures have the same latents, standard normal ones, and the decoder can only paint the mean of all pictures."
      )
    ])
    page.keep(
      "A large β costs the picture, a tiny one changes little; what it buys must be measured.")
  }

  /// What was read of a painter's paintings at w = 3: of captions seen, held out, and of the title.
  private func readings(of painter: String) -> [Reading] {
    Reading.Asked.allCases.map { Reading($0, 3, trained, split, painter: painter) }
  }

  func cost(_ page: Page) {
    let words = Vocabulary.captionLength
    page.section("One picture, one step")
    page.text(
      "Multiplications of one pass of the same transformer (\(Large.flow.features) features, \(Large.flow.layers) blocks), counted by the core; a training step does three times as many:"
    )
    var work = Table([
      "picture", "times cheaper", "multiplications on pixels", "on latents", "of the decoder",
    ])
    var tables = Table([
      "picture", "patches of pixels", "pairs", "patches of latents", "pairs",
    ])
    for edge in [16, 32, 64, 512] {
      let small = Large.painter(
        size: edge / Large.vae.reduction, patch: Large.flow.patch,
        channels: Large.vae.latentChannels)
      let large = Large.painter(size: edge, patch: Large.pixels.patch, channels: 3)
      let decoder = Large.vae.multiplications(edge: edge).decoder
      let (a, b) = (large.multiplications(words: words), small.multiplications(words: words))
      let saved = Double(2 * Painter.steps * a) / Double(2 * Painter.steps * b + decoder)
      work.add(["\(edge)×\(edge)", saved.fixed(1)] + [a, b, decoder].map(\.grouped))
      let (n, m) = (large.grid * large.grid, small.grid * small.grid)
      tables.add(["\(edge)×\(edge)"] + [n, n * n, m, m * m].map(\.grouped))
    }
    page.text(work.markdown)
    page.text(
      "The second column divides \(Painter.steps) guided steps on pixels, two passes each, by as many on latents and one decoding. And the largest tables of attention, pairs of patches, whose numbers must be remembered:"
    )
    page.text(tables.markdown)
    page.text(
      "Patches of \(Large.pixels.patch)×\(Large.pixels.patch) pixels beside \(Large.flow.patch)×\(Large.flow.patch) latents, which stand for \(Large.flow.patch * Large.vae.reduction)×\(Large.flow.patch * Large.vae.reduction) pixels. Pairs grow with the fourth power of the edge: at 512 their products are \((100 * shareOfPairs(edge: 512)).fixed(0)) % of all multiplications on pixels, at 32×32 it is \((100 * shareOfPairs(edge: 32)).fixed(0)) %."
    )
    page.section("Quality at equal cost")
    let (latent, pixels) = (readings(of: "scaled "), readings(of: "pixels "))
    if latent[0].read.isEmpty || pixels[0].read.isEmpty {
      page.text("These models were not measured.")
    } else {
      page.text(
        """
        Both were trained for this, with as many multiplications in all, each picture's encoding counted: \(Comparisons.trialSteps(trained.steps).grouped) steps on latents and \(Comparisons.pixelSteps(trained.steps).grouped) on pixels, the same recipe otherwise (the VAE's own training, \(Training.vaeSteps(trained.steps).grouped) steps, comes on top and serves all flows). \(Reading.count) paintings a cell, w = 3:
        """)
      var table = Table(
        ["", "seen", "held out", "a cat wearing a tiny hat"], left: [0])
      table.add(["on latents"] + latent.map(\.text))
      table.add(["on pixels"] + pixels.map(\.text))
      page.text(table.markdown)
    }
    page.checkYourself([
      (
        "By how much do pairs grow if the edge of the picture doubles?",
        "Sixteen times: four times as many patches, each looking at four times as many."
      )
    ])
    page.keep("Squeeze once, and every step is cheaper.")
  }

  func measuredPage(_ page: Page) throws {
    func reading(_ asked: Reading.Asked, _ scale: Double) -> Reading {
      Reading(asked, scale, trained, split, painter: "latent ")
    }
    guard !reading(.title, 3).read.isEmpty else {
      return page.text("These models were not measured.")
    }
    page.section("As in chapter 4")
    page.text(
      "The same judge, the same prompts, the same count: \(Reading.count) paintings a cell, \(Painter.steps) Euler steps, three phrasings ([how it is counted](../chapter4/34-measured.md)). The family is larger only in pixels."
    )
    page.readings(["seen", "held out", "a cat wearing a tiny hat"], reading)
    page.text(
      "No cat with a tiny hat, of any fur or colour, was in the training of the VAE or of the flow, which has learned its words as well."
    )
    page.text(
      "(± 0.0 says that not one of \(Reading.count) was missed; the true share may then still be about \((100 - 300 / Double(Reading.count)).fixed(2)) %: much below that, no miss in \(Reading.count) would be less likely than 1 in 20.)"
    )
    page.text(titleMisses(reading(.title, 3)))
    let pixels = Reading.Asked.allCases.map { Reading($0, 3, words, split) }
    page.text(
      "[Chapter 4's painter](../chapter4/34-measured.md), which paints pixels at 16×16 and reads the towers' words, has at w = 3: \(zip(["seen", "held out", "the title"], pixels).map { "\($0) \($1.text)" }.joined(separator: ", "))."
    )
    luck(page, reading(.title, 3))
    try hatUnsaid(page)
    page.everyMiss(reading)
    page.checkYourself([
      (
        "Could a better flow ever paint what the VAE cannot?",
        "No: all that it makes goes through the decoder. But the VAE was shown none of these hats on cats either, and paints them (\(page.link("reconstructions")))."
      )
    ])
    page.keep("The title's question has an answer, and the answer has an error bar.")
  }

  /// The same training from other starting values.
  private func luck(_ page: Page, _ kept: Reading) {
    page.section("Luck")
    page.text(
      "Nothing in the training asks for a cat with a tiny hat, so nothing holds this share to a value. The same training from other starting values, w = 3:"
    )
    let names = ["the kept flow"] + Comparisons.starts.indices.map { "start \($0 + 2)" }
    var table = Table(["", "seen", "held out", "a cat wearing a tiny hat"], left: [0])
    var titles: [Double] = []
    for (name, painter) in zip(names, ["latent "] + Comparisons.starts) {
      let readings = readings(of: painter)
      table.add([name] + readings.map(\.text))
      titles.append(100 * readings[2].share)
    }
    page.text(table.markdown)
    let all = Measured(titles)
    page.text(
      "In the mean the title is right in \(all.mean.fixed(1)) %, with a deviation of \(all.deviation.fixed(1)) from start to start. What else it hangs on: \(page.link("recipes"))."
    )
  }

  /// Prompts that say nothing of a hat, as no caption of the flow's training did.
  private func hatUnsaid(_ page: Page) throws {
    page.section("Asked for less than was ever said")
    let count = 16
    page.text(
      "The flow's captions always say whether there is a hat. What does it paint if nothing is said of one? \(count) paintings a prompt, w = 3:"
    )
    let painter = system.painter
    var table = Table(["prompt", "that animal", "no hat", "a tiny one", "a big one"], left: [0])
    for (n, animal) in Sprite.Animal.allCases.enumerated() {
      let caption = Caption(animal, nil, .unsaid)
      let ids = try Vocabulary.captions.padded(caption.text())
      let noise = painter.noise(count, chapter.common.random["unsaid"], from: n * count)
      let end = painter.trajectory([[Int]](repeating: ids, count: count), from: noise, guidance: 3)
      let read = system.paint(end[Painter.steps]).pictures.compactMap { pixels in
        Sprite.all.first { $0.name == judge.verdict(on: pixels).member.name }
      }
      table.add(
        [caption.text(), "\(read.count(where: caption.fits))"]
          + [nil, Sprite.Size.tiny, .big].map { size in "\(read.count { $0.hat?.size == size })" })
    }
    page.text(table.markdown)
  }

  /// How much of a pass on pixels goes into pairs: the scores of all blocks, and the sums that they weigh.
  private func shareOfPairs(edge: Int) -> Double {
    let sizes = Large.painter(size: edge, patch: Large.pixels.patch, channels: 3)
    let places = sizes.grid * sizes.grid
    let pairs = 2 * places * places * sizes.features * sizes.layers
    return Double(pairs) / Double(sizes.multiplications(words: Vocabulary.captionLength))
  }

  /// What the title's misses at w = 3 are.
  private func titleMisses(_ title: Reading) -> String {
    let misses = title.misses.map { title.read[$0] }
    if misses.isEmpty { return "At w = 3 the last column has no miss." }
    func counted(_ n: Int, _ one: String, _ more: String) -> String {
      n == 1 ? one : "\(n) \(more)"
    }
    let bare = misses.count { $0.animal == .cat && $0.hat == nil }
    let big = misses.count { $0.animal == .cat && $0.hat?.size == .big }
    let kinds = [
      (bare, "a cat without a hat", "cats without a hat"),
      (big, "a cat with a big one", "cats with a big one"),
      (misses.count - bare - big, "another animal", "other animals"),
    ]
    let list = kinds.filter { $0.0 > 0 }.map(counted).joined(separator: ", ")
    return
      "The last column has \(counted(misses.count, "one miss", "misses")) at w = 3: \(list)."
  }

  func tryIt(_ page: Page) throws {
    page.section("Ask for something")
    page.code(
      """
      swift run chapter5 "a dog wearing a big red hat"
      swift run chapter5 "a tiny blue hat on a grey rabbit" --count 16 --seed 7
      """, "sh")
    page.text("On a terminal the first painting is shown there, too.")
    page.section("Change something, and see where it shows")
    var other = chapter
    other.learningRate /= 10
    let tryIt = try TryIt(chapter, run, other: other, other.work(small))
    tryIt.compare(page)
    page.checkYourself([
      tryIt.firstDifference
    ])
    page.section("Ask a number where it comes from")
    try tryIt.why(page, "z[0,0,1,0]", depth: 2)
    try tryIt.verify(page)
    page.section("The way on")
    page.text(
      "All of this began with words. How a model of language itself is trained, and writes, is [chapter 6](../chapter6/README.md)."
    )
    page.keep("Every number has a name; ask for it.")
  }
}
