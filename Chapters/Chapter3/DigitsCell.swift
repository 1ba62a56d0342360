import ChapterKit
import Core
import Dataset
import Numerics

/// Digits on request, as a judge reads them.
struct DigitsCell: Sendable {
  static let count = 400
  static let judge = Judge(of: Digits.family)
  /// What was read of each sample; sample n was asked for digit n mod 10.
  let read: [Int]
  /// Whether the nearest drawing of any other digit is at least 1.5 times as far.
  let isClear: [Bool]

  var asked: Double {
    Double(read.indices.filter { read[$0] == $0 % 10 }.count) / Double(read.count)
  }
  var clear: Double {
    Double(read.indices.filter { read[$0] == $0 % 10 && isClear[$0] }.count) / Double(read.count)
  }

  private init(_ pictures: [Picture]) {
    let verdicts = pictures.map { Self.judge.verdict(on: $0.pixels) }
    read = verdicts.map { Int($0.member.name) ?? 0 }
    isClear = verdicts.map { $0.margin >= 1.5 }
  }

  /// What a training has read of its samples.
  private init(of trained: TrainedModels, _ name: String) throws {
    read = try trained.numbers("\(name)/read").map { Int($0) }
    isClear = try trained.numbers("\(name)/clear").map { $0 == 1 }
  }

  static let scales = [1.0, 2, 3, 5]
  typealias Pair = (scale: Double, unet: DigitsCell, dit: DigitsCell)

  /// What a training has read of both models' samples at several guidance scales.
  ///
  /// - Throws: `Failure.badData` if it has not.
  static func all(of trained: TrainedModels) throws -> [Pair] {
    func cell(_ model: DigitsModel, _ scale: Double) throws -> DigitsCell {
      try DigitsCell(of: trained, name(model, scale))
    }
    return try scales.map { try ($0, cell(.unet, $0), cell(.dit, $0)) }
  }

  private static func name(_ model: DigitsModel, _ scale: Double) -> String {
    "measured/\(model.rawValue) at \(scale.shown)"
  }

  /// Samples of the models trained on the digits are read, and what was read is added to them.
  static func add(to trained: inout TrainedModels) throws {
    for model in DigitsModel.allCases {
      for scale in scales {
        let cell = DigitsCell(try pictures(of: model, trained, scale: scale, count))
        let name = name(model, scale)
        trained.add("\(name)/read", cell.read.map { Double($0) })
        trained.add("\(name)/clear", cell.isClear.map { $0 ? 1 : 0 })
      }
    }
  }

  /// The first samples of a model, asked for one digit after the other.
  static func pictures(of model: DigitsModel, _ trained: TrainedModels, scale: Double, _ count: Int)
    throws -> [Picture]
  {
    let draws = trained.random["digits.sample"]
    return switch model {
    case .unet:
      pictures(
        of: try trained.model(model.rawValue, UNet<Float>(DigitsModel.unetSizes)), draws, scale,
        count)
    case .dit:
      pictures(
        of: try trained.model(model.rawValue, DiT<Float>(DigitsModel.ditSizes)), draws, scale,
        count)
    }
  }

  private static func pictures(
    of model: some ClassModel<Float>, _ draws: NamedRandom.Draws, _ scale: Double, _ count: Int
  ) -> [Picture] {
    let edge = Digits.edge
    let size = edge * edge
    let noise = Tensor<Float>([count, 1, edge, edge], normals: draws)
    let (labels, guidance) = (
      (0..<count).map { $0 % 10 }, Guidance<Float>(scale: Float(scale))
    )
    let x = Solver.heun.trajectory(from: noise, steps: 16) { x, t in
      guidance.velocity(of: model, labels, x, t)
    }[16]
    return (0..<count).map { n in
      Picture(
        name: "", rows: edge, columns: edge,
        pixels: x.values[n * size..<(n + 1) * size].map { Double($0) })
    }
  }
}
