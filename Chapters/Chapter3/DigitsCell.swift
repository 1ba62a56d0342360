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
  let pictures: [Picture]

  var asked: Double {
    Double(read.indices.filter { read[$0] == $0 % 10 }.count) / Double(read.count)
  }
  var clear: Double {
    Double(read.indices.filter { read[$0] == $0 % 10 && isClear[$0] }.count) / Double(read.count)
  }

  init(_ model: some ClassModel<Float>, scale: Float, _ draws: NamedRandom.Draws) {
    let (edge, count) = (Digits.edge, Self.count)
    let size = edge * edge
    let noise = Tensor<Float>(
      [count, 1, edge, edge], (0..<count * size).map { Float(draws.normal($0)) })
    let (labels, guidance) = ((0..<count).map { $0 % 10 }, Guidance<Float>(scale: scale))
    let x = Solver.heun.trajectory(from: noise, steps: 16) { x, t in
      guidance.velocity(of: model, labels, x, t)
    }[16]
    pictures = (0..<count).map { n in
      Picture(
        name: "", rows: edge, columns: edge,
        pixels: x.values[n * size..<(n + 1) * size].map { Double($0) })
    }
    let verdicts = pictures.map { Self.judge.verdict(on: $0.pixels) }
    read = verdicts.map { Int($0.member.name) ?? 0 }
    isClear = verdicts.map { $0.margin >= 1.5 }
  }

  typealias Pair = (scale: Double, unet: DigitsCell, dit: DigitsCell)

  /// Both models at several guidance scales.
  static func all(_ trained: TrainedModels, random: NamedRandom) throws -> [Pair] {
    let draws = random["digits.sample"]
    let unet = try trained.model("digits_unet", UNet<Float>(DigitsModel.unetSizes))
    let dit = try trained.model("digits_dit", DiT<Float>(DigitsModel.ditSizes))
    return [1.0, 2, 3, 5].map { w in
      (w, DigitsCell(unet, scale: Float(w), draws), DigitsCell(dit, scale: Float(w), draws))
    }
  }
}
