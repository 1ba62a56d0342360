import Tracing

/// A blank of the exercise mode, as `Exercise.js` reads it.
struct ViewBlank: Encodable {
  /// What a slip gives, how near one must come to it, and what is said of it.
  struct Slip: Encodable {
    let value: Double
    let reach: Double
    let says: String
  }

  /// The line of the trace that is left out.
  let line: Int
  let number: Int
  /// The answer as it is shown, and in full.
  let shown: Double
  let exact: Double
  /// How far from the shown answer a number may lie that is right, and one that is near.
  let right: Double
  let near: Double
  let slips: [Slip]
  /// The hints, one after the other.
  let steps: [String]

  /// - Throws: `TraceError` if a recipe cannot be read.
  init(_ blank: Worksheet.Blank) throws {
    let (problem, marking) = (blank.problem, Marking(blank.problem))
    func name(_ line: Int) -> String { problem.trace.lines[line].name }
    (line, number) = (problem.line, blank.number)
    (shown, exact) = (marking.shown, problem.value)
    (right, near) = (marking.rightReach, marking.nearReach)
    slips = try marking.mistakes(name).map {
      Slip(value: $0.value, reach: marking.reach(of: $0), says: $0.says)
    }
    steps = problem.hints(name)
  }

  /// The blanks of a worksheet that are whole entries: only these have a cell.
  ///
  /// - Throws: `TraceError` if a recipe cannot be read.
  static func all(_ sheet: Worksheet) throws -> [ViewBlank] {
    try sheet.blanks.filter { $0.product == nil }.map(ViewBlank.init)
  }
}
