import ByHand
import Core
import Foundation
import Numerics

/// How cost grows: the exponent e in cost ∝ sizeᵉ, by least squares of the logarithms. 1 is in proportion.
enum Growth {
  static let limit = 1.1

  static func figures(isCheck: Bool) -> [Figure] {
    workedSteps(isCheck ? [1000, 3000] : [1000, 10_000, 100_000, 1_000_000, 3_000_000])
      + [training(isCheck ? [16, 32] : [16, 32, 64, 128, 256])]
  }

  static func figure(_ name: String, _ points: [(size: Double, cost: Double)]) -> Figure {
    let note = points.map { "\(Figure.short($0.cost)) at \(Figure.short($0.size))" }
    return Figure(
      "\(name), exponent", exponent(points), atMost: limit, note: note.joined(separator: "; "))
  }

  private static func exponent(_ points: [(size: Double, cost: Double)]) -> Double {
    let (x, y) = (points.map { log($0.size) }, points.map { log($0.cost) })
    let n = Double(points.count)
    let (meanX, meanY) = (x.reduce(0, +) / n, y.reduce(0, +) / n)
    let products = zip(x, y).map { ($0 - meanX) * ($1 - meanY) }
    return products.reduce(0, +) / x.map { ($0 - meanX) * ($0 - meanX) }.reduce(0, +)
  }

  /// A linear layer by hand and its way back: seconds and bytes against traced scalars.
  private static func workedSteps(_ sizes: [Int]) -> [Figure] {
    let before = peakMemory()
    var (times, memory): ([(Double, Double)], [(Double, Double)]) = ([], [])
    for size in sizes {
      var (best, count) = (Double.infinity, 0)
      for _ in 0..<max(2, min(20, 1_000_000 / size)) {
        let start = Timing.now()
        count = Tape.step(scalars: size).nodes.count
        best = min(best, Timing.now() - start)
      }
      times.append((Double(count), best))
      // Small recordings fit into what the process had already.
      if size >= 100_000 { memory.append((Double(count), peakMemory() - before)) }
    }
    let time = figure("worked step, seconds by traced scalars", times)
    return memory.count < 2
      ? [time] : [time, figure("worked step, MB by traced scalars", memory)]
  }

  /// A step of a GPT on 4 texts of 32 tokens: milliseconds against parameters.
  private static func training(_ widths: [Int]) -> Figure {
    figure(
      "training step, ms by parameters",
      widths.map { width in
        let (parameters, step) = TrainingStep.gpt(width: width)
        return (Double(parameters), 1e3 * Timing.seconds { Threads.limited(to: 1, step.run) })
      })
  }

  /// The most memory that the process has had, or with `RUSAGE_CHILDREN` any ended child, in MB.
  static func peakMemory(ofChildren: Bool = false) -> Double {
    var usage = rusage()
    #if canImport(Glibc)
      getrusage((ofChildren ? RUSAGE_CHILDREN : RUSAGE_SELF).rawValue, &usage)
      return Double(usage.ru_maxrss) / 1024
    #else
      getrusage(ofChildren ? RUSAGE_CHILDREN : RUSAGE_SELF, &usage)
      return Double(usage.ru_maxrss) / 1_048_576
    #endif
  }
}
