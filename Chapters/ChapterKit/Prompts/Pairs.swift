import Dataset
import Numerics

/// The pairs of training: a sprite, moved by up to a pixel, with a little noise, and what is said of it.
package struct Pairs: Sendable {
  private let sprites: [Sprite]
  private let pictures: [[Double]]
  private let pick, shift, caption, noise: NamedRandom.Draws

  package init(_ split: Split, edge: Int, random: NamedRandom) {
    sprites = split.seen
    let moves = edge >= 16 ? [-1.0, 0, 1] : [0]
    pictures = split.seen.flatMap { sprite in
      moves.flatMap { x in moves.map { sprite.picture(edge: edge, right: x, down: $0).pixels } }
    }
    (pick, shift) = (random["train.sprite"], random["train.shift"])
    (caption, noise) = (random["train.caption"], random["train.pixel"])
  }

  /// Pair number i: channels × rows × columns numbers from −1 to 1, and a caption as padded ids.
  package func pair(_ i: Int) -> (pixels: [Double], ids: [Int]) {
    let n = pick.integer(i, below: sprites.count)
    let moves = pictures.count / sprites.count
    let pixels = pictures[n * moves + shift.integer(i, below: moves)]
    let text = Caption.drawn(for: sprites[n], i, caption).text
    let ids = Vocabulary.captions.ours(text)
    return (
      pixels.indices.map { pixels[$0] + 0.03 * noise.normal(i * pixels.count + $0) }, ids
    )
  }
}
