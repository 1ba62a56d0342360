import ByHand
import Numerics

/// The two computations of a chapter, side by side: every by-hand grid and the core's tensor of
/// the same name.
///
/// Forward values must be equal to the last bit. Gradients, AdamW's moments and updated parameters
/// may be added up in another order: they may differ by 10⁻¹² of the grid's largest entry.
///
/// Some gradients are zero in mathematics: of the bias of attention's keys, for example, which the
/// softmax ignores. There both sides hold only rounding noise, and must be equally tiny: at most
/// 10⁻¹⁵ of the largest gradient of all. AdamW magnifies such noise g to lr·g/ε.
public struct Twins {
  /// One grid compared.
  public struct Comparison {
    public let name: String
    public let count: Int
    public let equal: Int
    /// The largest difference, as a fraction of the grid's largest entry.
    public let difference: Double
    /// The first entry that is further off than allowed.
    let firstWrong: Int?
  }

  public static let tolerance = 1e-12
  private let trace: Trace
  private let core: [String: [Double]]
  private let coreNames: [String]
  private let noise: [String: Double]

  /// - Parameter core: The core's recorded tensors, in the order computed.
  public init(byHand trace: Trace, core: [(name: String, values: [Double])]) {
    self.trace = trace
    self.core = Dictionary(core.map { ($0.name, $0.values) }) { first, _ in first }
    coreNames = core.map(\.name)
    noise = Self.noisyGradients(trace, self.core)
  }

  private static func isExact(_ name: String) -> Bool {
    !["grad.", "adamw.", "updated."].contains { name.hasPrefix($0) }
  }

  /// How far a grid may be off because its gradient is only noise; 0 where it is not.
  private func allowedNoise(_ name: String) -> Double {
    if name.hasPrefix("grad.") { return noise[name] ?? 0 }
    if name.hasPrefix("updated."), let noise = noise["grad.\(name.dropFirst(8))"],
      let rate = trace["adamw.learning_rate"], let epsilon = trace["adamw.epsilon"]
    {
      return rate.values[0] * noise / epsilon.values[0]
    }
    // adamw.m_hat.NAME and the like are no larger than the gradient.
    let parameter = name.split(separator: ".", maxSplits: 2).dropFirst(2).joined(separator: ".")
    return noise["grad.\(parameter)"] ?? 0
  }

  /// The gradients that are zero but for rounding, with twice the largest of their entries.
  private static func noisyGradients(_ trace: Trace, _ core: [String: [Double]]) -> [String: Double]
  {
    func size(_ values: [Double]) -> Double { values.map(\.magnitude).max() ?? 0 }
    let gradients = trace.grids.filter { $0.name.hasPrefix("grad.") }
    let limit = 1e-15 * (gradients.map { size($0.values) }.max() ?? 0)
    var noise: [String: Double] = [:]
    for grid in gradients {
      let largest = max(size(grid.values), size(core[grid.name] ?? []))
      if largest <= limit { noise[grid.name] = 2 * largest }
    }
    return noise
  }

  func compare(_ name: String) -> Comparison? {
    guard let grid = trace[name], let core = core[name], core.count == grid.count else {
      return nil
    }
    let hand = grid.values
    let largest = (hand + core).map(\.magnitude).max() ?? 0
    let differences = zip(hand, core).map { ($0 - $1).magnitude }
    let allowed = Self.isExact(name) ? 0 : max(Self.tolerance * largest, allowedNoise(name))
    let worst = differences.max() ?? 0
    return Comparison(
      name: name, count: hand.count,
      equal: zip(hand, core).filter { $0.bitPattern == $1.bitPattern || $0 == $1 }.count,
      difference: worst == 0 || worst <= allowedNoise(name) ? 0 : worst / largest,
      firstWrong: differences.firstIndex { !($0 <= allowed) })
  }

  /// Checks that both sides have the same names and agree.
  ///
  /// - Returns: All comparisons, in the order computed by hand.
  /// - Throws: `Failure.disagreement` with the name of the first number that differs.
  public func verify() throws -> [Comparison] {
    let hand = Set(trace.grids.map(\.name))
    if let name = coreNames.first(where: { !hand.contains($0) }) {
      throw Failure.disagreement("the core computed \(name), but it was not done by hand")
    }
    return try trace.grids.map { grid in
      guard let comparison = compare(grid.name) else {
        throw Failure.disagreement("\(grid.name) was done by hand, but the core has no such tensor")
      }
      if let wrong = comparison.firstWrong {
        let entry = Grid.entryName(grid.name, grid.index(at: wrong))
        throw Failure.disagreement(
          "\(entry) is \(grid.values[wrong]) by hand and \(core[grid.name]?[wrong] ?? .nan) in the core"
        )
      }
      return comparison
    }
  }

  /// What a page says of some grids: how many entries agree, and how well.
  func sentence(for names: [String]) -> String {
    let results = names.compactMap(compare)
    precondition(results.count == names.count, "no twin for one of \(names)")
    let count = results.reduce(0) { $0 + $1.count }
    let equal = results.reduce(0) { $0 + $1.equal }
    if results.contains(where: { $0.firstWrong != nil }) { return "✗ by hand ≠ core" }
    if equal == count { return "✓ by hand = core: \(count) of \(count) equal to the last bit." }
    let largest = results.map(\.difference).max() ?? 0
    return
      "✓ by hand = core: \(equal) of \(count) equal to the last bit; the largest difference is "
      + "\(largest.scientific(digits: 2)) of the grid's largest entry."
  }
}
