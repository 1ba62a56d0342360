import ChapterKit
import Core
import Dataset
import Numerics

/// What a judge says of a model's digits.
struct DigitsReading: Sendable {
  static let count = 300
  /// A digit is read if the nearest picture of any other digit is so many times as far.
  static let margin = 1.5
  private static let judge = Judge(of: Digits.family)

  let parameters: Int
  let multiplications: Int
  /// The mean loss of the last hundredth of the training.
  let loss: Double
  let share, distance: Double
  /// The first 24 draws.
  let samples: [Picture]

  /// `97.3 ± 0.9 %`
  var read: String { Proportion(share, of: Self.count).text }

  init(
    _ model: some ClassModel<Float>, multiplications: Int, losses: [Double], random: NamedRandom
  ) {
    let (edge, draws) = (Digits.edge, random["digits.sample"])
    let size = edge * edge
    let noise = Tensor<Float>([Self.count, 1, edge, edge], normals: draws)
    let drawn = Solver.heun.ends(from: noise, steps: 16, model.velocity)
    let pictures = (0..<Self.count).map { n in
      Picture(
        name: "sample \(n)", rows: edge, columns: edge,
        pixels: drawn.values[n * size..<(n + 1) * size].map { Double($0) })
    }
    let verdicts = pictures.concurrentMap { Self.judge.verdict(on: $0.pixels) }
    share = Double(verdicts.filter { $0.margin >= Self.margin }.count) / Double(Self.count)
    distance = verdicts.reduce(0) { $0 + $1.distance } / Double(Self.count)
    samples = Array(pictures.prefix(24))
    parameters = model.parameterCount
    self.multiplications = multiplications
    loss = losses.last ?? 0
  }

  /// All digit models of the chapter.
  static func all(_ trained: TrainedModels, random: NamedRandom) throws -> [(DigitsModel, Self)] {
    try DigitsModel.allCases.map { kind in
      let losses = try trained.losses(kind.rawValue)
      if kind == .unet {
        let sizes = DigitsModel.unetSizes
        let model = try trained.model(kind.rawValue, UNet<Float>(sizes))
        return (
          kind,
          Self(
            model, multiplications: sizes.multiplications(edge: Digits.edge, countsZeros: false),
            losses: losses,
            random: random)
        )
      }
      let model = try trained.model(kind.rawValue, DiT<Float>(kind.sizes))
      return (
        kind,
        Self(
          model, multiplications: kind.sizes.multiplications, losses: losses, random: random)
      )
    }
  }
}
