import ChapterKit
import Core
import Dataset
import Numerics

/// How near drawings are to pictures that a training has seen, and to as many that it has never seen.
struct Copying {
  /// Pictures of each kind that drawings are compared with.
  static let known = 20_000
  /// Training pictures of the perfect answer, which compares each step with all of them.
  static let perfect = 1000
  static let drawn = 200

  /// A drawing, and the nearest picture of each kind.
  struct Compared {
    let drawing: Picture
    let seen, unseen: (member: Picture, distance: Double)

    /// Whether the nearest of all is a picture that the training has never seen.
    var isNew: Bool { unseen.distance < seen.distance }
  }

  /// Several drawings from one source.
  struct Source {
    let name: String
    let drawings: [Compared]

    var toSeen: Measured { Measured(drawings.map(\.seen.distance)) }
    var toUnseen: Measured { Measured(drawings.map(\.unseen.distance)) }
    var new: Proportion { Proportion(drawings.count(where: \.isNew), of: drawings.count) }
    /// By how much more the unseen pictures are away, drawing by drawing.
    var gap: Measured { Measured(drawings.map { $0.unseen.distance - $0.seen.distance }) }
  }

  /// The best possible answers to `perfect` training pictures, the network, and pictures that are in neither
  /// kind.
  let best, network, fresh: Source

  init(of samples: [Picture], _ pictures: DigitPictures, _ draws: NamedRandom.Draws) {
    let training = Array(0..<Self.known).concurrentMap(pictures.picture)
    let (seen, unseen) = (Judge(of: training), Judge(of: pictures.fresh(Self.known)))
    func source(_ name: String, _ drawings: [Picture], seen: Judge) -> Source {
      Source(
        name: name,
        drawings: drawings.concurrentMap {
          Compared(
            drawing: $0, seen: seen.nearest(to: $0.pixels), unseen: unseen.nearest(to: $0.pixels))
        })
    }
    let few = Array(training.prefix(Self.perfect))
    best = source(
      "the best possible answer", Self.bestAnswers(few, pictures.shape, draws),
      seen: Judge(of: few))
    network = source("the network", Array(samples.prefix(Self.drawn)), seen: seen)
    fresh = source(
      "fresh pictures of the data",
      Array(pictures.fresh(Self.known + Self.drawn).suffix(Self.drawn)),
      seen: seen)
  }

  /// Where the best possible answer leads, from the noises that the network starts from.
  private static func bestAnswers(
    _ pictures: [Picture], _ shape: [Int], _ draws: NamedRandom.Draws
  ) -> [Picture] {
    let (count, size, steps) = (50, shape.reduce(1, *), 16)
    let field = PerfectField(
      Tensor<Float>([pictures.count] + shape, pictures.flatMap { $0.pixels.map { Float($0) } }))
    let noise = Tensor<Float>([count] + shape, normals: draws)
    let end = Solver.euler.ends(from: noise, steps: steps) { field.velocity($0, $1) }
    return (0..<count).map { n in
      Picture(
        name: "best answer \(n)", rows: shape[1], columns: shape[2],
        pixels: end.values[n * size..<(n + 1) * size].map { Double($0) })
    }
  }
}
