import ByHand
import Numerics

/// What is said of an answer.
enum Verdict: Equatable {
  /// Nothing was typed.
  case open
  /// Something was typed that is no number.
  case unreadable(String)
  /// Right to the digits that pages show, or one unit off in the last, where rounded terms were added.
  case right
  /// As near as rounding on the way, or too few digits, leads.
  case near
  /// Wrong, with the slips that give this number, the likeliest first; none is known where there are none.
  case wrong([String])
}

/// How near an answer to a problem must come.
package struct Marking {
  private let problem: Problem
  /// The unit of the last digit that is shown.
  let unit: Double
  /// The answer as it is shown.
  package let shown: Double

  package init(_ problem: Problem) {
    self.problem = problem
    unit = TypedNumber.shownUnit(of: problem.value)
    shown = TypedNumber.shown(problem.value)
  }

  /// How far from the shown answer a number may lie that is right.
  package var rightReach: Double { unit * (isOfRoundedTerms ? 1.001 : 0.501) }

  /// How far one may lie that is near: each term may have been rounded on the way.
  package var nearReach: Double { unit * (Double(max(2, problem.size)) + 1.001) }

  /// Whether terms are printed rounded: their sum may then be off by a unit.
  private var isOfRoundedTerms: Bool {
    problem.size > 1 && zip(problem.printed, problem.operands).contains { $0 != $1 }
  }

  /// Whether a number is neither right nor near.
  func isWrong(_ value: Double) -> Bool { (value - shown).magnitude > nearReach }

  /// What can go wrong and is seen from the answer.
  ///
  /// - Throws: `TraceError` if a recipe cannot be read.
  package func mistakes(_ name: Problem.Naming) throws -> [Mistake] {
    try problem.mistakes(name).filter { isWrong($0.value) }
  }

  /// The verdict on what was typed.
  ///
  /// - Parameter mistakes: What can go wrong.
  func verdict(on typed: String, _ mistakes: [Mistake]) -> Verdict {
    let text = typed.filter { !$0.isWhitespace && $0 != "_" }
    if text.isEmpty { return .open }
    guard let number = TypedNumber(text) else { return .unreadable(typed) }
    let distance = (number.value - shown).magnitude
    if distance <= rightReach { return .right }
    let isRounded =
      number.digits >= 2 && (number.value - problem.value).magnitude <= 0.501 * number.unit
    if distance <= nearReach || isRounded { return .near }
    return .wrong(told(number.value, mistakes).map(\.says))
  }

  /// The slips that give a number, the likeliest first: at most one of a kind.
  func told(_ value: Double, _ mistakes: [Mistake]) -> [Mistake] {
    var kinds: Set<Slip.Kind> = []
    return mistakes.filter {
      ($0.value - value).magnitude <= reach(of: $0) && kinds.insert($0.kind).inserted
    }
  }

  /// How far from a slip's number one may lie that is told it.
  package func reach(of mistake: Mistake) -> Double {
    1.001 * max(unit, TypedNumber.shownUnit(of: mistake.value))
  }
}
