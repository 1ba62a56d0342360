import ByHand
import ChapterKit
import Core
import Numerics

/// The chapter by hand. Each part stands beside the pages that tell it.
struct HandComputation {
  let trace: Trace
  let chapter: Chapter6
  /// The tiny model after training, two decimals.
  let trained: LanguageModel<Double>
  /// The model that repeats, two decimals.
  let copy: LanguageModel<Double>
  /// A look at a story.
  let look: HatLook

  func all() {
    merges()
    positions()
    trainOneStep()
    perplexity()
    clipFive()
    decay()
    schedule()
    sampling()
    writing()
    interpretability()
    lookBack()
  }

  /// Two sentences through the tiny model, the loss, every gradient, clipping, AdamW, and the loss after it.
  func trainOneStep() {
    let (inputs, targets) = Tiny.batch(Tiny.sentences)
    trace.take(chapter.model)
    trace.given(.data, "tokens", [inputs.count, inputs[0].count], inputs.joined().map(Double.init))
    trace.trainingStep(of: names, nudge: chapter.nudge) {
      loss(forward(inputs), targets)
    } update: {
      accumulate(inputs, targets)
      trace.clip(names, limit: Tiny.clipping)
      let clips = trace["clipped.\(names[0])"] != nil
      trace.adamW(
        names, gradients: clips ? "clipped" : "grad", learningRate: chapter.learningRate,
        decaysMatricesOnly: true)
    }
  }

  var names: [String] { chapter.model.parameters.map(\.name) }

  // excerpt Chapter6.forward
  /// The logits of the next token at every place of every text (batch, positions, tokens).
  ///
  /// - Parameters:
  ///   - texts: Which texts of the worked batch these are, for their dropout masks; nil outside training.
  ///   - first: Where the first token stands.
  ///   - kept: Keys and values of earlier places, by the names of the blocks.
  func forward(
    _ ids: [[Int]], texts: Range<Int>? = 0..<2, from first: Int = 0,
    after kept: [String: (keys: Grid, values: Grid)] = [:]
  ) -> Grid {
    let parts = LanguageParts(
      heads: Sizes.byHand.heads, rotaryPlaces: Sizes.byHand.length,
      masks: texts.map { masks(of: $0, places: ids[0].count) } ?? [:], first: first, kept: kept)
    return trace.languageModel(ids, layers: Sizes.byHand.layers, parts)
  }
  // end excerpt

  /// Dropout's masks for some texts of the worked batch, by the names of what they are multiplied with.
  private func masks(of texts: Range<Int>, places: Int) -> [String: [Double]] {
    let (share, size) = (Sizes.byHand.dropout, places * Sizes.byHand.features)
    let names = (0..<Sizes.byHand.layers).flatMap { n in
      ["blocks.\(n).attention.dropped", "blocks.\(n).ffn.dropped"]
    }
    return Dictionary(
      uniqueKeysWithValues: names.map { name in
        let draws = chapter.common.random["dropout.\(name)"]
        let places = texts.lowerBound * size..<texts.upperBound * size
        return (name, places.map { draws.uniform($0) < share ? 0 : 1 / (1 - share) })
      })
  }

  // excerpt Chapter6.loss
  /// The mean negative log-likelihood at the right next tokens, where there is one.
  func loss(_ logits: Grid, _ targets: [Int?]) -> Scalar {
    let nll = negativeLogLikelihoods(logits, targets)
    return trace.scalar("loss") { mean(nll.scalars) }
  }

  func negativeLogLikelihoods(_ logits: Grid, _ targets: [Int?]) -> Grid {
    let places = logits.shape[1]
    let real = targets.indices.filter { targets[$0] != nil }
    func row(_ n: Int) -> [Scalar] { logits.row([real[n] / places, real[n] % places]) }
    trace.grid("probabilities", real.count, logits.shape[2]) { n, i in
      softmax(row(n)[i], among: row(n))
    }
    return trace.grid("nll", real.count) { n in
      negativeLogLikelihood(row(n)[targets[real[n]] ?? 0], among: row(n))
    }
  }
  // end excerpt
}

/// The gradient of a batch in two parts.
extension HandComputation {
  // excerpt Chapter6.accumulate
  /// One text at a time: each part's own mean loss and gradients (`micro1.…`, `micro2.…`), and their
  /// average, weighted by how many real places each part has.
  func accumulate(_ inputs: [[Int]], _ targets: [Int?]) {
    let places = inputs[0].count
    let parts = inputs.indices.map { Array(targets[$0 * places..<($0 + 1) * places]) }
    let counts = trace.given(
      .constant, "accumulate.count", [2], parts.map { Double($0.compactMap { $0 }.count) })
    let all = trace.scalar("accumulate.all") { apply(.sum, counts[0], counts[1]) }
    let weight = trace.each("accumulate.weight", counts) { $0 / all }
    for n in inputs.indices {
      let loss = trace.pass("part\(n + 1).") {
        self.loss(forward([inputs[n]], texts: n..<n + 1), parts[n])
      }
      trace.backward(from: loss, as: "micro\(n + 1)")
    }
    for name in names {
      let (one, two) = (trace.recorded("micro1.\(name)"), trace.recorded("micro2.\(name)"))
      trace.grid("accumulated.\(name)", one.shape) { i in
        dot([weight[0], weight[1]], [one[i], two[i]])
      }
    }
  }
  // end excerpt
}
