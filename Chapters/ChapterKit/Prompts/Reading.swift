import Core
import Dataset
import Numerics

/// What came of asking: what the judge, who knows every sprite at every place, reads of the paintings.
package struct Reading: Sendable {
  /// A set of captions that are asked for.
  package enum Asked: String, CaseIterable, Sendable {
    case seen, heldOut, title

    /// Caption number n.
    package func caption(_ n: Int, _ split: Split) -> Caption {
      switch self {
      case .seen: Caption(whole: split.seen[n % split.seen.count])
      case .heldOut: Caption(whole: split.heldOut[n % split.heldOut.count])
      case .title: Caption(.cat, nil, .some(size: .tiny, colour: nil))
      }
    }
  }

  package static let count = 400
  package static let scales = [1.0, 2, 3, 5]

  /// The sprites that the judge read, for each caption in order.
  package let read: [Sprite]
  package let captions: [Caption]

  package var misses: [Int] { read.indices.filter { !captions[$0].fits(read[$0]) } }
  private var counted: Proportion { Proportion(read.count - misses.count, of: read.count) }
  package var share: Double { counted.value }
  /// `99.8 ± 0.2 %`
  package var text: String { counted.text }

  /// - Parameter painter: Whose paintings were read, where a chapter has more than one painter: a
  ///   prefix.
  package init(
    _ asked: Asked, _ scale: Double, _ trained: TrainedModels, _ split: Split,
    painter prefix: String = ""
  ) {
    read = trained.numbers(Self.name(prefix, asked, scale)).map { Sprite.all[Int($0)] }
    captions = read.indices.map { asked.caption($0, split) }
  }

  private static func name(_ prefix: String, _ asked: Asked, _ scale: Double) -> String {
    "\(prefix)read/\(asked)/w=\(scale)"
  }

  /// How paintings of so many captions come about: ids, the noise's draws, the number of the first one,
  /// and the guidance scale → pictures.
  package typealias Paint = ([[Int]], NamedRandom.Draws, Int, Double) -> [[Double]]

  /// Paints and reads all of it, and adds what was read to the models.
  package static func measure(
    _ trained: inout TrainedModels, random: NamedRandom, edge: Int, painter prefix: String = "",
    scales: [Double] = scales, _ paint: Paint
  ) throws {
    let (judge, split) = (Judge(of: family(edge: edge)), Split(random: random))
    let number = Dictionary(uniqueKeysWithValues: Sprite.all.enumerated().map { ($1.name, $0) })
    for scale in scales {
      for asked in Asked.allCases {
        var read: [Double] = []
        for start in stride(from: 0, to: count, by: 50) {
          let ids = try (start..<start + 50).map {
            try Vocabulary.captions.padded(asked.caption($0, split).text($0 % 3))
          }
          for pixels in paint(ids, random["read.\(asked)"], start, scale) {
            read.append(Double(number[judge.verdict(on: pixels).member.name] ?? 0))
          }
        }
        trained.add(name(prefix, asked, scale), read)
      }
    }
  }

  /// Every sprite at every place.
  package static func family(edge: Int) -> [Picture] {
    Sprite.all.flatMap { sprite in
      [-1.0, 0, 1].flatMap { x in
        [-1.0, 0, 1].map { sprite.picture(edge: edge, right: x, down: $0) }
      }
    }
  }
}

extension Tensor<Float> {
  /// Pictures (n, channels, rows, columns) one by one.
  package var pictures: [[Double]] {
    let size = count / shape[0]
    return (0..<shape[0]).map { n in values[n * size..<(n + 1) * size].map { Double($0) } }
  }
}
