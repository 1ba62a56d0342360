import ByHand
import Numerics
import Terminal

/// The two computations of a chapter, side by side: every by-hand grid and the core's tensor of
/// the same name.
///
/// Forward values must be equal to the last bit. Gradients, AdamW's averages and updated parameters
/// may be added up in another order: they may differ by 10⁻¹² of the grid's largest entry (for an
/// updated parameter, before or after the step).
///
/// Where large terms nearly cancel, that would ask for digits that 64 bits do not hold; so a gradient
/// may always differ by 10⁻¹⁵ of the largest gradient of all, the size of its terms' rounding. Some
/// gradients are zero in mathematics, that of the bias of attention's keys for example, which the
/// softmax ignores: both sides hold only noise g below that size. AdamW makes lr·g/ε of it.
public struct Twins {
  /// One grid compared.
  public struct Comparison {
    public let name: String
    public let count: Int
    public let equal: Int
    /// The largest difference, as a fraction of the grid's largest entry; 0 where both sides hold
    /// only noise, which has no fraction to speak of.
    public let difference: Double
    /// The first entry that is further off than allowed.
    let firstWrong: Int?
  }

  public static let tolerance = 1e-12
  private let trace: Trace
  private let core: [String: [Double]]
  private let coreNames: [String]
  /// 10⁻¹⁵ of the largest gradient of all.
  private let gradientRounding: Double

  /// - Parameter core: The core's recorded tensors, in the order computed.
  public init(byHand trace: Trace, core: [(name: String, values: [Double])]) {
    self.trace = trace
    self.core = Dictionary(core.map { ($0.name, $0.values) }) { first, _ in first }
    coreNames = core.map(\.name)
    let gradients = trace.grids.filter { $0.name.hasPrefix("grad.") && $0.name != "grad.loss" }
    gradientRounding = 1e-15 * Self.size(gradients.flatMap(\.values))
  }

  private static func isExact(_ name: String) -> Bool {
    !["grad.", "adamw.", "updated."].contains { name.hasPrefix($0) }
  }

  /// The largest entry of some numbers.
  private static func size(_ values: [Double]) -> Double { values.map(\.magnitude).max() ?? 0 }

  /// How far a grid of gradients, of averages or of updated parameters may be off whatever its own
  /// entries' size.
  private func rounding(_ name: String) -> Double {
    if name.hasPrefix("grad.") { return gradientRounding }
    let gradient = Self.gradient(behind: name)
    if name.hasPrefix("updated.") {
      guard isNoise(gradient), let rate = trace["adamw.learning_rate"],
        let epsilon = trace["adamw.epsilon"]
      else { return 0 }
      let largest = Self.size((trace[gradient]?.values ?? []) + (core[gradient] ?? []))
      return rate.values[0] * 2 * largest / epsilon.values[0]
    }
    guard let values = trace[gradient]?.values, gradient != name else { return 0 }
    // m follows g, and v follows g².
    let slope = name.hasPrefix("adamw.v") ? 2 * Self.size(values) + gradientRounding : 1
    return slope * gradientRounding
  }

  /// The gradient that a grid is or follows from: `grad.W` for `grad.W`, `adamw.m.W`, `updated.W`.
  private static func gradient(behind name: String) -> String {
    if name.hasPrefix("updated.") { return "grad.\(name.dropFirst(8))" }
    let parts = name.split(separator: ".", maxSplits: 2).map(String.init)
    return parts[0] == "adamw" && parts.count == 3 ? "grad.\(parts[2])" : name
  }

  /// Whether a gradient is zero but for rounding, on both sides.
  private func isNoise(_ gradient: String) -> Bool {
    guard let grid = trace[gradient], let core = core[gradient] else { return false }
    return Self.size(grid.values + core) <= gradientRounding
  }

  func compare(_ name: String) -> Comparison? {
    guard let grid = trace[name], let core = core[name], core.count == grid.count else {
      return nil
    }
    let hand = grid.values
    // A small parameter may be moved to almost 0: then its size before the step is the measure.
    let before = name.hasPrefix("updated.") ? trace[String(name.dropFirst(8))]?.values ?? [] : []
    let largest = Self.size(hand + core + before)
    let differences = zip(hand, core).map { ($0 - $1).magnitude }
    let allowed = Self.isExact(name) ? 0 : max(Self.tolerance * largest, rounding(name))
    let worst = Self.size(differences)
    return Comparison(
      name: name, count: hand.count,
      equal: zip(hand, core).filter { $0.bitPattern == $1.bitPattern || $0 == $1 }.count,
      difference: worst == 0 || isNoise(Self.gradient(behind: name)) ? 0 : worst / largest,
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
  public func sentence(for names: [String]) -> String {
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
