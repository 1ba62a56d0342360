import Numerics

/// Which sprites are shown in training, and which never.
package struct Split: Sendable {
  /// Drawn in training.
  package let seen: [Sprite]
  /// A fifth of the others: never drawn. Sprites whose colours of fur and hat are exchanged are held out
  /// together.
  package let heldOut: [Sprite]
  /// Every cat with a tiny hat, of any colour: never drawn either. The title asks for one.
  package let never: [Sprite]

  /// - Parameter random: Decides which sprites are held out; the training's, whose split it is.
  package init(random: NamedRandom) {
    let draws = random["split"]
    func isNever(_ sprite: Sprite) -> Bool { sprite.animal == .cat && sprite.hat?.size == .tiny }
    let numbers = Dictionary(uniqueKeysWithValues: Sprite.all.enumerated().map { ($1, $0) })
    func isHeldOut(_ n: Int) -> Bool {
      let pair = [n, Sprite.all[n].swapped.flatMap { numbers[$0] } ?? n]
      return draws.uniform(pair.min() ?? n) < 0.2
    }
    let others = Sprite.all.enumerated().filter { !isNever($0.element) }
    seen = others.filter { !isHeldOut($0.offset) }.map(\.element)
    heldOut = others.filter { isHeldOut($0.offset) }.map(\.element)
    never = Sprite.all.filter(isNever)
  }

  /// Those held out together with the sprite that has their two colours exchanged.
  package var swapped: [Sprite] { heldOut.filter { $0.swapped != nil } }
}
