import ByHand
import Numerics

/// Replays a trace: evaluates every recipe from the recorded values of its operands, and checks the
/// checksum.
///
/// A recipe must give the recorded value to the last bit, the sign of a zero included. A gradient
/// must have a term for each use of its number by anything that has a gradient in the same sweep.
///
/// What this cannot know: whether given numbers (parameters, data, tokens, targets, draws) and
/// settings are those of the run, if the checksum was computed anew after a change; nor whether
/// anything is missing from a trace that was cut and sealed with a new count and checksum.
package struct Verification {
  /// How many numbers were given, rather than computed.
  package private(set) var given = 0
  /// How many recipes were evaluated.
  package private(set) var computed = 0
  /// The first line whose recipe does not give the recorded value, and what it gives.
  package private(set) var firstWrong: (name: String, recorded: Double, evaluated: Double)?
  /// How many of them do not give the recorded value.
  package private(set) var wrong = 0
  /// Given numbers all of whose uses fail: one of them, not the recipes, was changed.
  package private(set) var suspects: [String] = []
  /// Gradients that lack a use of their number, or have one too many.
  package private(set) var incomplete: [String] = []
  /// Whether the checksum fits.
  package let isUnchanged: Bool

  /// Whether nothing is wrong, and there was something to evaluate.
  package var holds: Bool { wrong == 0 && incomplete.isEmpty && isUnchanged && computed > 0 }

  /// - Throws: `TraceError` if a recipe cannot be read.
  package init(_ trace: RecordedTrace) throws {
    isUnchanged = trace.change == nil
    var wrongLines: Set<Int> = []
    try trace.readRecipes()
    for part in try trace.inParts(Part.init) {
      given += part.given
      computed += part.computed
      wrong += part.wrong.count
      if firstWrong == nil, let (line, value) = part.wrong.first {
        firstWrong = (trace.lines[line].name, trace.lines.values[line], value)
      }
      wrongLines.formUnion(part.wrong.map(\.line))
    }
    if wrong > 0 { suspects = try Self.suspects(in: trace, wrongLines) }
    incomplete = try GradientUsers(trace).incomplete().map { trace.lines[$0].name }
  }

  /// What neighbouring lines come to.
  private struct Part {
    var (given, computed) = (0, 0)
    /// What does not give the recorded value, and what it gives.
    var wrong: [(line: Int, value: Double)] = []

    init(_ trace: RecordedTrace, _ lines: Range<Int>) throws {
      for line in lines {
        if try trace.recipe(of: line).operation.isGiven { given += 1 } else { computed += 1 }
        guard let value = try trace.evaluated(line), !isSame(value, trace.lines.values[line])
        else { continue }
        wrong.append((line, value))
      }
    }
  }

  /// The given numbers that are used by wrong lines only.
  private static func suspects(in trace: RecordedTrace, _ wrong: Set<Int>) throws -> [String] {
    var (uses, failures) = (trace.lines.map { _ in 0 }, trace.lines.map { _ in 0 })
    for line in trace.lines.indices {
      let recipe = try trace.recipe(of: line)
      if recipe.operation === Operation.chain { continue }
      for operand in recipe.operands {
        uses[operand] += 1
        if wrong.contains(line) { failures[operand] += 1 }
      }
    }
    return try trace.lines.indices.filter { line in
      try failures[line] > 0 && failures[line] == uses[line]
        && trace.recipe(of: line).operation.isGiven
    }.map { trace.lines[$0].name }
  }

  /// Equal bits, or both NaN.
  static func isSame(_ a: Double, _ b: Double) -> Bool {
    a.bitPattern == b.bitPattern || (a.isNaN && b.isNaN)
  }

  /// What was found, for a terminal; it ends with a line feed.
  package var report: String {
    let counts = "\(computed.grouped) recipes evaluated anew, \(given.grouped) numbers given"
    if computed == 0 {
      return "✗ \(counts): there is nothing to verify; take the run's folder or its trace.tsv.\n"
    }
    if holds { return "✓ \(counts): every recipe gives the recorded value.\n" }
    var lines: [String] = []
    if let firstWrong {
      lines += [
        "✗ \(counts): \(wrong.grouped) recipes do not give the recorded value. The first:",
        "  \(firstWrong.name) is recorded as \(firstWrong.recorded); its recipe gives \(firstWrong.evaluated)",
      ]
      if !suspects.isEmpty {
        lines.append(
          "  every recipe fails that uses \(Self.some(suspects)): given, and probably changed")
      }
    } else {
      lines.append("✗ \(counts): every recipe gives the recorded value, but")
    }
    if !incomplete.isEmpty {
      lines.append("✗ the terms are not the uses of the number in \(Self.some(incomplete))")
    }
    if !isUnchanged {
      let place =
        wrong + incomplete.count == 0
        ? ", in a setting or a given number that no recipe can tell" : ""
      lines.append("✗ the checksum does not fit: the file was changed or damaged\(place)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The first three names, and how many more there are.
  private static func some(_ names: [String]) -> String {
    let more = names.count > 3 ? " and \((names.count - 3).grouped) more" : ""
    return names.prefix(3).joined(separator: ", ") + more
  }
}
