import ByHand
import Tracing

/// The words of an operation with so many operands, as templates that the page fills with names, numbers and
/// links.
///
/// In a template, operand i is `⟨i,⟩i⟩` with three characters that no name has any use for: what stands before
/// the comma is a name up to its last index, what stands behind is that index, because a word such as softmax's
/// slope puts the one's index behind the other's name. The result is called `r`.
struct ViewWords: Encodable {
  /// `Operation.written`.
  let written: String
  /// `Operation.derivativeWritten` for each operand; empty where no gradient passes.
  let slopes: [String]

  init(_ operation: Operation, count: Int) {
    let operands = (0..<count).map { Self.mark("\($0)") }
    written = operation.written(operands)
    let names = OperandNames(count: count) { operands[$0] }
    slopes =
      operation.derivatives == nil
      ? [] : (0..<count).map { operation.derivativeWritten(names, $0, Self.mark("r")) }
  }

  private static func mark(_ operand: String) -> String {
    "\u{e000}\(operand),\u{e001}\(operand)\u{e002}"
  }

  /// The words of all recipes, by operation and count: `dot/9`.
  static func of(_ recipes: [RecordedTrace.Recipe]) -> [String: ViewWords] {
    var words: [String: ViewWords] = [:]
    for recipe in recipes where !recipe.operation.isGiven && recipe.operation !== Operation.chain {
      let key = "\(recipe.operation.name)/\(recipe.operands.count)"
      if words[key] == nil {
        words[key] = ViewWords(recipe.operation, count: recipe.operands.count)
      }
    }
    return words
  }
}
