import Foundation

/// One measured ratio, what it should be at least or at most, and what it was made from.
struct Figure {
  let name: String
  let ratio: Double
  let goal: Double?
  /// Whether the goal is the most that it should be.
  let isLimit: Bool
  let note: String

  init(_ name: String, _ ratio: Double, goal: Double? = nil, note: String = "") {
    self.name = name
    self.ratio = ratio
    self.goal = goal
    self.note = note
    isLimit = false
  }

  init(_ name: String, _ ratio: Double, atMost limit: Double, note: String = "") {
    self.name = name
    self.ratio = ratio
    self.note = note
    (goal, isLimit) = (limit, true)
  }

  private var goalText: String { goal.map { (isLimit ? "≤ " : "") + Self.short($0) } ?? "" }

  var tsv: String { "\(name)\t\(Self.short(ratio))\t\(goalText)\n" }

  static var header: String {
    line("figure", "ratio", "goal", "") + line("---", "---:", "---:", "---")
  }

  var row: String {
    let mark = goal.map { (isLimit ? ratio <= $0 : ratio >= $0) ? "" : " ✗" } ?? ""
    return Self.line(name, Self.short(ratio) + mark, goalText, note)
  }

  private static func line(_ a: String, _ b: String, _ c: String, _ d: String) -> String {
    "| \(a.padding(toLength: 60, withPad: " ", startingAt: 0)) | \(b) | \(c) | \(d) |\n"
  }

  /// What was measured, and on how many threads.
  static func name(_ what: String, threads: Int) -> String {
    "\(what), \(threads) \(threads == 1 ? "thread" : "threads")"
  }

  /// Three digits.
  static func short(_ x: Double) -> String {
    x >= 100 ? String(format: "%.0f", x) : String(format: x >= 10 ? "%.1f" : "%.3g", x)
  }
}
