import ByHand
import ChapterKit
import Core
import Dataset
import Numerics
import Testing

@testable import chapter5

@Suite struct TwinTests {
  func run(_ words: [String]) throws -> (Chapter5, Run) {
    let chapter = try Chapter5.parse(words)
    let random = chapter.common.random
    var tower = Clip<Double>(.captions(isSmall: true))
    var vae = VAE<Double>(Sizes.vaeByHand)
    var flow = TextDiT<Double>(Sizes.flowByHand)
    tower.initialize { StartingValues.readable($0, NamedRandom(seed: 8)) }
    vae.initialize { StartingValues.readable($0, NamedRandom(seed: 9)) }
    flow.initialize { StartingValues.readable($0, NamedRandom(seed: 10)) }
    var start = flow
    start.initialize { StartingValues.readable($0, random) }
    let small = SmallModels(words: tower.text, vae: vae, scale: 0.75, flow: flow, flowStart: start)
    return (chapter, chapter.work(small))
  }

  @Test(arguments: [1, 2, 3, 77, 124])
  func `by hand and core agree for every name, whatever the seed`(seed: Int) throws {
    let prompts = ["a cat wearing a tiny hat", "", "a big red hat on a brown dog"]
    // The last of four steps is below the times at which guidance counts.
    let steps = seed == 124 ? 4 : 2
    let (_, run) = try run(["--seed", "\(seed)", "--steps", "\(steps)", prompts[seed % 3]])
    let checks = try run.comparison.verify()
    #expect((1...steps).map { run.trace["step\($0).w"] != nil } == (1...steps).map { $0 == 4 })
    for name in [
      "grad.encoder.4", "grad.flow.text_proj", "flow.nudged.loss", "bound.lost", "step2.decoder.8",
    ] {
      #expect(checks.contains { $0.name == name }, "\(name)")
    }
    let exact = checks.filter { !$0.name.hasPrefix("grad.") }
    #expect(exact.allSatisfy { $0.equal == $0.computed && $0.share == 0 })
    #expect(checks.allSatisfy { $0.share < 1 })
  }

  @Test func `what is frozen has no gradient, and the five divergences are the known ones`() throws
  {
    let (_, run) = try run(["--steps", "1"])
    for name in ["grad.vae.encoder.0.weight", "grad.token_embedding.weight", "grad.latent.scaled"] {
      #expect(run.trace[name] == nil)
    }
    let known = try #require(run.trace["known.kl"]).values
    for (kl, expected) in zip(known, [0, 0.5, 0.3181, 0.8069, 2.3181]) {
      #expect((kl - expected).magnitude < 5e-5)
    }
    #expect(Set(try #require(run.trace["checker.transposed"]).values) == [1, 2, 4])
    let conv = try #require(run.trace["checker.conv"])
    #expect((1...6).allSatisfy { r in (1...6).allSatisfy { conv[0, r, $0].value == 9 } })
  }

  /// Against the densities as they are written in books, over many pictures and guesses.
  @Test func `no bound is above the likelihood, and the true posterior reaches it`() throws {
    let draws = NamedRandom(seed: 3)["bound"]
    for i in 0..<50 {
      let guesses = (0..<4).map { k in
        (mean: 2 * draws.normal(8 * i + k), variance: 0.05 + draws.uniform(8 * i + 4 + k))
      }
      let (x, s2) = (3 * draws.normal(1000 + i), 0.1 + 2 * draws.uniform(1000 + i))
      let (trace, recorder) = (Trace(), Recorder<Double>())
      let one = OneNumber(x: x, s2: s2, guesses: guesses)
      HandComputation.bound(one, trace)
      CoreComputation.bound(one, recorder)
      let checks = try Comparison(byHand: trace, core: recorder).verify()
      #expect(checks.allSatisfy { $0.equal == $0.computed })
      func density(_ off: Double, _ variance: Double) -> Double {
        Double.log(
          Double.exp(-off * off / (2 * variance)) / (2 * Double.pi * variance).squareRoot())
      }
      #expect((trace.recorded("bound.exact").values[0] - density(x, 1 + s2)).magnitude < 1e-9)
      let lost = trace.recorded("bound.lost").values
      #expect(lost.allSatisfy { $0 > -1e-12 } && lost[4].magnitude < 1e-12)
      // What is lost is the divergence of the guess from the posterior.
      let (mean, variance) = (x / (1 + s2), s2 / (1 + s2))
      for (guess, lost) in zip(guesses, lost) {
        let (d, share) = (guess.mean - mean, guess.variance / variance)
        let divergence = 0.5 * (share + d * d / variance - 1 - Double.log(share))
        #expect((lost - divergence).magnitude < 1e-9 * max(1, divergence))
      }
    }
  }

  @Test func `the floor of the loss on standard normal data is that of the best straight guess`() {
    let n = 20_000
    let draws = NamedRandom(seed: 4)["floor"]
    for t in [0.1, 0.5, 0.8] {
      let pairs = (0..<n).map { (draws.normal(2 * $0), draws.normal(2 * $0 + 1)) }
      let x = pairs.map { (1 - t) * $0.0 + t * $0.1 }
      let v = pairs.map { $0.1 - $0.0 }
      let slope =
        zip(x, v).reduce(0) { $0 + $1.0 * $1.1 } / x.reduce(0) { $0 + $1 * $1 }
      let left =
        zip(x, v).reduce(0) { $0 + ($1.1 - slope * $1.0) * ($1.1 - slope * $1.0) } / Double(n)
      #expect((left / Chapter5Story.floor(t) - 1).magnitude < 0.03, "\(t)")
    }
  }
}
