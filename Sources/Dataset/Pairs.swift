import Numerics

/// The pairs of training: a sprite, moved by up to a pixel, with a little noise, and what is said of it.
package struct Pairs: Sendable {
  private let sprites: [Sprite]
  /// All that can be drawn, without noise: channels × rows × columns numbers from −1 to 1 each.
  package let pictures: [[Double]]
  /// The deviation of the noise of a pixel.
  package static let deviation = 0.03
  private let pick, shift, caption, noise: NamedRandom.Draws
  private let unsaid: Double

  /// - Parameters:
  ///   - split: Only the sprites that it shows in training are drawn.
  ///   - edge: Of the pictures, in pixels; below 16, sprites stay in their place.
  ///   - random: Decides which sprite, its place, its caption and its noise.
  ///   - unsaid: How often a caption leaves the fur's colour out, and the hat's.
  package init(
    _ split: Split, edge: Int, random: NamedRandom, unsaid: Double = Caption.unsaid
  ) {
    sprites = split.seen
    self.unsaid = unsaid
    let moves = edge >= 16 ? [-1.0, 0, 1] : [0]
    pictures = split.seen.flatMap { sprite in
      moves.flatMap { x in moves.map { sprite.picture(edge: edge, right: x, down: $0).pixels } }
    }
    (pick, shift) = (random["train.sprite"], random["train.shift"])
    (caption, noise) = (random["train.caption"], random["train.pixel"])
  }

  /// Pair number i: pixels with their noise, and a caption as padded ids.
  package func pair(_ i: Int) -> (pixels: [Double], ids: [Int]) {
    let (picture, ids) = drawn(i)
    var pixels = pictures[picture]
    // A picture's pixels are even in number, so its draws are whole pairs.
    for n in 0..<pixels.count / 2 {
      let (even, odd) = noise.normals(i * pixels.count / 2 + n)
      pixels[2 * n] += Self.deviation * even
      pixels[2 * n + 1] += Self.deviation * odd
    }
    return (pixels, ids)
  }

  /// Pair number i: which of the pictures, and a caption as padded ids.
  package func drawn(_ i: Int) -> (picture: Int, ids: [Int]) {
    let n = pick.integer(i, below: sprites.count)
    let moves = pictures.count / sprites.count
    return (
      n * moves + shift.integer(i, below: moves),
      Vocabulary.captions.ours(
        Caption.drawn(for: sprites[n], i, caption, unsaid: unsaid).text)
    )
  }
}
