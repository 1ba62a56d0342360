import ChapterKit
import Core
import Dataset
import Numerics

/// The towers whose words the painter reads, before their training and after it: what they know of pictures
/// and captions, also of those that training has never shown.
struct Towers: Sendable {
  let before, after: Clip<Float>

  /// - Throws: `Failure.badData` if the models lack the towers.
  init(_ trained: TrainedModels) throws {
    let empty = Clip<Float>(.captions(isSmall: false))
    after = try trained.model("clip", empty)
    var start = empty
    start.initialize { Training.start($0, trained.random, prefix: "clip.") }
    before = start
  }

  /// The arrows of captions (captions, joint).
  func arrows(_ captions: [String], _ towers: Clip<Float>) -> Tensor<Float> {
    inParts(captions, of: 60) { part in
      var text = towers.text
      return text.forward(part.map(Vocabulary.captions.ours))
    }
  }

  /// The arrows of some at a time: the layers keep of each what their way back would need.
  private func inParts<Shown>(
    _ all: [Shown], of size: Int, _ arrows: (ArraySlice<Shown>) -> Tensor<Float>
  ) -> Tensor<Float> {
    Tensor(stacking: all.parts(of: size).concurrentMap(arrows))
  }

  /// The arrows of sprites (sprites, joint), moved right and down.
  private func arrows(_ sprites: [Sprite], _ towers: Clip<Float>, right: Double, down: Double)
    -> Tensor<Float>
  {
    inParts(sprites, of: 24) { part in
      var image = towers.image
      let pixels = part.flatMap {
        $0.picture(edge: Painter.edge, right: right, down: down).pixels.map { Float($0) }
      }
      return image.forward(Tensor([part.count, 3, Painter.edge, Painter.edge], pixels))
    }
  }

  /// The cosines of sprites (rows) and their own whole captions (columns).
  func similarity(_ sprites: [Sprite], _ towers: Clip<Float>) -> [Double] {
    let captions = arrows(sprites.map { Caption(whole: $0).text() }, towers)
    return (arrows(sprites, towers, right: 0, down: 0) ⊗ captions.transpose).values.map {
      Double($0)
    }
  }

  /// How often the right one is found among all sprites or all whole captions.
  struct Retrieval: Sendable {
    var asked = 0
    /// Pictures that are nearest to their own caption, and captions to their own picture.
    var (captions, pictures) = (0, 0)
    /// What a picture was taken for, where it was not itself.
    var mistaken: [(sprite: Sprite, for: Sprite)] = []

    func share(_ right: Int) -> String {
      Proportion(right, of: asked).text
    }
  }

  /// Asks for the sprites of each set at nine places each.
  func retrievals(of sets: [[Sprite]], _ towers: Clip<Float>) -> [Retrieval] {
    let captions = arrows(Sprite.all.map { Caption(whole: $0).text() }, towers)
    let (wanted, n) = (sets.map(Set.init), Sprite.all.count)
    var found = sets.map { _ in Retrieval() }
    for right in [-1.0, 0, 1] {
      for down in [-1.0, 0, 1] {
        let all = (arrows(Sprite.all, towers, right: right, down: down) ⊗ captions.transpose)
          .values
        for (i, sprite) in Sprite.all.enumerated() {
          let caption = (0..<n).most { all[i * n + $0] }
          let picture = (0..<n).most { all[$0 * n + i] }
          for s in sets.indices where wanted[s].contains(sprite) {
            found[s].asked += 1
            if picture == i { found[s].pictures += 1 }
            if caption == i {
              found[s].captions += 1
            } else {
              found[s].mistaken.append((sprite, Sprite.all[caption]))
            }
          }
        }
      }
    }
    return found
  }

  /// How far apart one word's rows are in sentences that differ in the animal only: from the cat's to the
  /// nearest of the others', and from each of the others' to its nearest, in the mean; after the tower's blocks.
  func distances(of size: Sprite.Size) -> (cat: Double, others: Double) {
    let ids = Sprite.Animal.allCases.map {
      Vocabulary.captions.ours(Caption($0, nil, .init(size)).text())
    }
    var text = after.text
    let rows = text.words(ids)
    let d = rows.shape[2]
    func distance(_ a: Int, _ b: Int) -> Double {
      (0..<d).reduce(0.0) { sum, i in
        let difference = Double(
          rows[a, WorkedPairs.place, i] - rows[b, WorkedPairs.place, i])
        return sum + difference * difference
      }.squareRoot()
    }
    let animals = Array(ids.indices)
    func nearest(_ a: Int, _ among: [Int]) -> Double {
      among.filter { $0 != a }.map { distance(a, $0) }.min() ?? 0
    }
    let others = Array(animals.dropFirst())
    return (
      nearest(0, animals),
      others.map { nearest($0, others) }.reduce(0, +) / Double(others.count)
    )
  }
}

extension Range<Int> {
  /// The place where a value is largest, the first of several.
  fileprivate func most(_ value: (Int) -> Float) -> Int {
    var (best, largest) = (lowerBound, value(lowerBound))
    for place in dropFirst() {
      let candidate = value(place)
      if candidate > largest { (best, largest) = (place, candidate) }
    }
    return best
  }
}
