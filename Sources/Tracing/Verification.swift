import Numerics

/// Replays a trace: evaluates every recipe from the recorded values of its operands.
public struct Verification {
  public private(set) var given = 0
  public private(set) var computed = 0
  /// The first line whose recipe does not give the recorded value, and what it gives.
  public private(set) var firstWrong: (name: String, recorded: Double, evaluated: Double)?
  public private(set) var wrong = 0

  /// - Throws: `TraceError` if a recipe cannot be read.
  public init(_ trace: RecordedTrace) throws {
    for line in trace.lines.indices {
      guard let value = try trace.evaluated(line) else {
        given += 1
        continue
      }
      computed += 1
      let recorded = trace.lines[line].value
      if value == recorded || (value.isNaN && recorded.isNaN) { continue }
      wrong += 1
      if firstWrong == nil { firstWrong = (trace.lines[line].name, recorded, value) }
    }
  }

  public var report: String {
    let counts = "\(computed.grouped) recipes evaluated anew, \(given.grouped) numbers given"
    guard let firstWrong else { return "✓ \(counts): every recipe gives the recorded value.\n" }
    return """
      ✗ \(counts): \(wrong.grouped) recipes do not give the recorded value. The first:
        \(firstWrong.name) is recorded as \(firstWrong.recorded); its recipe gives \(firstWrong.evaluated)

      """
  }
}
