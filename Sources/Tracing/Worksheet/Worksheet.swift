import ByHand
import Numerics

/// A chapter's run with blanks to fill in, chosen so that they are spread over its pages.
package struct Worksheet {
  /// How much a blank asks for.
  package enum Level: Int, CaseIterable, Sendable {
    /// A product, or a sum of a few terms.
    case terms = 1
    /// A whole entry: a dot product, a softmax, a step of a norm.
    case entries
    /// Gradients, and AdamW's updates.
    case gradients
  }

  /// A number to be filled in.
  package struct Blank {
    /// Its number on the sheet, from 1.
    package let number: Int
    /// The file of the page that explains it, without ending.
    package let page: String
    package let problem: Problem

    /// The entry of the trace that is asked for, such as `conv_in[1,2,0]`.
    package var entry: String { problem.trace.lines[problem.line].name }
    /// Which product of the entry's sum is asked for, from 0; nil for the whole.
    package var product: Int? { if case .product(let n) = problem.part { n } else { nil } }
  }

  /// The run that the numbers are from.
  package let trace: RecordedTrace
  package let level: Level
  package let seed: UInt64
  /// In reading order.
  package let blanks: [Blank]

  /// More than this nobody fills in.
  static let most = 40

  init(_ trace: RecordedTrace, level: Level, seed: UInt64, blanks: [Blank]) {
    (self.trace, self.level, self.seed, self.blanks) = (trace, level, seed, blanks)
  }

  /// Chooses blanks: at most 40, a few on each page, never two of one kind in a row, and none whose number
  /// is printed elsewhere on the sheet.
  ///
  /// - Parameters:
  ///   - trace: The run whose numbers are asked for.
  ///   - places: Which page shows which grid, in reading order. Appendices, which repeat whole passes, are
  ///     left out.
  ///   - level: How much each blank asks for.
  ///   - seed: Which numbers are asked for; the same seed gives the same sheet.
  /// - Throws: `TraceError` if a recipe cannot be read.
  package init(
    _ trace: RecordedTrace, places: [(page: String, grid: String)], level: Level, seed: UInt64
  ) throws {
    var choice = BlankChoice(trace, level, seed)
    var pages: [(name: String, grids: [String])] = []
    for place in places where !place.page.contains("-numbers-") {
      if pages.last?.name != place.page { pages.append((place.page, [])) }
      pages[pages.count - 1].grids.append(place.grid)
    }
    for page in pages { try choice.open(page.name, page.grids) }
    try choice.choose()
    self.init(trace, level: level, seed: seed, blanks: choice.blanks)
  }
}
