import Dataset
import Numerics

extension TrainedModels {
  /// Which sprites these models have been shown, and which never.
  package var split: Split { Split(random: random) }
}

/// Which sprites are shown in training, and which never.
package struct Split: Sendable {
  /// Drawn in training.
  package let seen: [Sprite]
  /// A fifth of the others: never drawn.
  package let heldOut: [Sprite]
  /// Every cat with a tiny hat, of any colour: never drawn either. The title asks for one.
  package let never: [Sprite]

  /// - Parameter random: Decides which sprites are held out; the training's, whose split it is.
  package init(random: NamedRandom) {
    let draws = random["split"]
    func isNever(_ sprite: Sprite) -> Bool { sprite.animal == .cat && sprite.hat?.size == .tiny }
    let others = Sprite.all.enumerated().filter { !isNever($0.element) }
    seen = others.filter { draws.uniform($0.offset) >= 0.2 }.map(\.element)
    heldOut = others.filter { draws.uniform($0.offset) < 0.2 }.map(\.element)
    never = Sprite.all.filter(isNever)
  }
}
