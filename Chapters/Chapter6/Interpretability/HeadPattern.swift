import ChapterKit
import Core
import Numerics

/// Something that an attention head may do, told by where it looks.
enum HeadPattern: String, CaseIterable, Sendable {
  case previous = "previous token"
  case first = "first token"
  case same = "same token"
  case induction = "induction"

  /// What the recording calls its scores.
  var grid: String { "score.\(self)" }

  /// A head has the name of the pattern that it scores highest in, if it scores at least this.
  static let threshold = 0.4

  // excerpt HeadPattern.pairs
  /// Where a head of this kind looks, from each place where that can be said: the first two places are left
  /// out, because there the previous token is the first one.
  func pairs(_ ids: [Int]) -> [(query: Int, key: Int)] {
    (2..<ids.count).compactMap { i in
      let before = ids[..<i].firstIndex(of: ids[i])
      switch self {
      case .previous: return (i, i - 1)
      case .first: return (i, 0)
      case .same: return before.map { (i, $0) }
      case .induction: return before.flatMap { $0 + 1 < i ? (i, $0 + 1) : nil }
      }
    }
  }
  // end excerpt

  // excerpt HeadPattern.score
  /// The mean attention weight along the pattern, for each head of a layer: 1 for a head that does nothing
  /// else, 0 for one that never does it.
  ///
  /// - Parameters:
  ///   - weights: (batch, heads, queries, keys)
  ///   - n: Which of the batch.
  func scores(_ weights: Tensor<Double>, _ n: Int, _ ids: [Int]) -> [Double] {
    let pairs = pairs(ids)
    return (0..<weights.shape[1]).map { h in
      pairs.reduce(0) { $0 + weights[n, h, $1.query, $1.key] } / Double(pairs.count)
    }
  }
  // end excerpt
}

/// The scores of all heads of a model, over many sequences.
struct HeadScores: Sendable {
  /// By pattern, then by layer, then by head.
  let scores: [HeadPattern: [[Measured]]]
  /// The mean weight on the token before, by layer, by head and by place, from place 2 on.
  let previousByPlace: [[[Double]]]

  // excerpt HeadScores
  init<Element>(_ model: LanguageModel<Element>, _ sequences: [[Int]]) {
    var model = model
    let recorder = Recorder<Element>()
    _ = model.forward(sequences, nil, recorder)
    let weights = (0..<model.configuration.layers).map {
      recorder.recorded("blocks.\($0).attention.weights").converted(to: Double.self)
    }
    let pairs = HeadPattern.allCases.map { pattern in
      let layers = weights.map { weights in
        let each = sequences.indices.map { pattern.scores(weights, $0, sequences[$0]) }
        return (0..<weights.shape[1]).map { h in Measured(each.map { $0[h] }) }
      }
      return (pattern, layers)
    }
    scores = Dictionary(uniqueKeysWithValues: pairs)
    previousByPlace = Self.previousByPlace(weights)
  }
  // end excerpt

  private static func previousByPlace(_ weights: [Tensor<Double>]) -> [[[Double]]] {
    weights.map { weights in
      (0..<weights.shape[1]).map { head in
        (2..<weights.shape[2]).map { place in
          Measured((0..<weights.shape[0]).map { weights[$0, head, place, place - 1] }).mean
        }
      }
    }
  }

  func score(_ pattern: HeadPattern, layer: Int, head: Int) -> Measured {
    layers(pattern)[layer][head]
  }

  /// The scores of a pattern, by layer and then by head.
  func layers(_ pattern: HeadPattern) -> [[Measured]] {
    guard let layers = scores[pattern] else { stop("\(pattern) was not scored") }
    return layers
  }

  /// The highest score of any head.
  func best(_ pattern: HeadPattern) -> Double {
    let best = bestHead(pattern)
    return score(pattern, layer: best.layer, head: best.head).mean
  }

  /// The head with the highest score.
  func bestHead(_ pattern: HeadPattern) -> (layer: Int, head: Int) {
    let layers = layers(pattern)
    let all = layers.indices.flatMap { l in layers[l].indices.map { (layer: l, head: $0) } }
    return all.max { layers[$0.layer][$0.head].mean < layers[$1.layer][$1.head].mean } ?? (0, 0)
  }

  // excerpt HeadScores.name
  /// What a head is called: the pattern of its highest score, if that is above the threshold.
  func name(layer: Int, head: Int) -> HeadPattern? {
    let best = HeadPattern.allCases.max {
      score($0, layer: layer, head: head).mean < score($1, layer: layer, head: head).mean
    }
    return best.flatMap {
      score($0, layer: layer, head: head).mean >= HeadPattern.threshold ? $0 : nil
    }
  }
  // end excerpt
}
