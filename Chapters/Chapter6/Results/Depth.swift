import Core
import Numerics

/// Twelve blocks, untrained, wired in four ways: how long the gradient is when it arrives at each.
struct Depth: Sendable {
  let wiring: LanguageBlock<Double>.Wiring
  /// The length of the gradient of all parameters of each block together.
  let lengths: [Double]
  /// What is left at the first block of the length at the last.
  var ratio: Double { lengths[0] / lengths[Sizes.depth - 1] }

  /// What all of them have in common, in words.
  static var sizes: String {
    let sizes = Sizes.deep(.preNorm)
    return
      "\(sizes.features) features, \(sizes.heads) heads, \(sizes.vocabulary) tokens; four texts of 16 random ones"
  }

  init(_ wiring: LanguageBlock<Double>.Wiring, random: NamedRandom) {
    self.wiring = wiring
    var model = LanguageModel<Double>(Sizes.deep(wiring))
    model.initialize { StartingValues.usual($0, random, prefix: "depth.") }
    let draws = random["depth.tokens"]
    let texts = (0..<4).map { n in (0...16).map { draws.integer(17 * n + $0, below: 16) } }
    var loss = LanguageLoss<Double>()
    _ = loss.forward(
      model.forward(texts.map { Array($0.dropLast()) }), texts.flatMap { $0.dropFirst() })
    model.backward(loss.backward())
    let parameters = model.parameters
    lengths = (0..<Sizes.depth).map { block in
      parameters.filter { $0.name.hasPrefix("blocks.\(block).") }
        .reduce(0) { $1.gradient.values.reduce($0) { $0 + $1 * $1 } }.squareRoot()
    }
  }
}
