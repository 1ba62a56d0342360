import Foundation
import Numerics
import Terminal

/// Marks a worksheet that somebody has filled in.
package struct Grade {
  /// The verdict on each blank, in order.
  let marks: [(blank: Worksheet.Blank, typed: String, verdict: Verdict)]
  private let names: Worksheet.PageNames
  private let sheet: Worksheet
  /// What stands in the sheet and belongs to no blank, in words.
  let remarks: [String]

  /// - Parameters:
  ///   - text: The worksheet as it was filled in.
  ///   - file: What errors call the text.
  ///   - sheet: Its blanks.
  ///   - names: What its pages call the trace's grids.
  /// - Throws: `TraceError` if it has no blank, or a recipe cannot be read.
  package init(
    _ text: String, file: String, _ sheet: Worksheet, _ names: @escaping Worksheet.PageNames
  )
    throws
  {
    let typed = Self.typed(in: text)
    if typed.isEmpty {
      throw TraceError(file, "no blank is left in it, such as '(1) ____'; write the worksheet anew")
    }
    (self.sheet, self.names) = (sheet, names)
    var remarks = typed.keys.filter { $0 < 1 || $0 > sheet.blanks.count }.sorted()
      .map { "(\($0)) is none of the \(sheet.blanks.count) blanks; it was passed over" }
    marks = try sheet.blanks.map { blank in
      let all = typed[blank.number] ?? []
      if all.isEmpty { remarks.append("(\(blank.number)) is missing from the sheet") }
      let filled = all.filter { !$0.filter { !$0.isWhitespace && $0 != "_" }.isEmpty }
      if filled.count > 1 {
        remarks.append("(\(blank.number)) stands there \(filled.count) times; the first is marked")
      }
      let first = filled.first ?? ""
      let marking = Marking(blank.problem)
      let verdict = try marking.verdict(
        on: first, first.isEmpty ? [] : marking.mistakes(sheet.naming(blank.page, names)))
      return (blank, first, verdict)
    }
    self.remarks = remarks
  }

  /// What was typed after each blank's number.
  private static func typed(in text: String) -> [Int: [String]] {
    var typed: [Int: [String]] = [:]
    for line in text.split(whereSeparator: \.isNewline) {
      guard let match = line.firstMatch(of: /(?:=|^)\s*\(([0-9]{1,3})\)(.*)$/), let n = Int(match.1)
      else { continue }
      let answer = match.2.trimmingCharacters(in: .whitespaces)
      typed[n, default: []].append(answer)
    }
    return typed
  }

  /// Whether every blank is right.
  package var isAllRight: Bool { marks.allSatisfy { $0.verdict == .right } }

  /// A line for each blank, and the score.
  ///
  /// - Parameters:
  ///   - folder: Where the pages lie, for the way to the one that explains a step.
  ///   - last: The last blank that is told of; by default all are.
  package func report(folder: String, until last: Int = .max) -> String {
    let rows = marks.prefix(last).map { blank, typed, verdict -> String in
      let name = blank.problem.head(sheet.naming(blank.page, names))
      let answer = typed.isEmpty ? "" : " = \(typed.filter { $0 != "_" }.onOneLine())"
      return "(\(blank.number)) \(name)\(answer): \(Self.words(verdict))"
        + (verdict.wantsPage ? "\n    explained in \(folder)\(blank.page).md" : "")
    }
    return (rows + remarks + ["", score]).joined(separator: "\n") + "\n"
  }

  /// How many are right, near, wrong and open.
  private var score: String {
    func count(_ isOne: (Verdict) -> Bool) -> Int { marks.count { isOne($0.verdict) } }
    let parts = [
      ("right", count { $0 == .right }), ("near", count { $0 == .near }),
      ("wrong", count { if case .wrong = $0 { true } else { false } }),
      ("unreadable", count { if case .unreadable = $0 { true } else { false } }),
      ("not done", count { $0 == .open }),
    ]
    return "\(marks.count == 1 ? "1 blank" : "\(marks.count) blanks"): "
      + parts.filter { $0.1 > 0 }.map { "\($0.1) \($0.0)" }.joined(separator: ", ") + "."
  }

  private static func words(_ verdict: Verdict) -> String {
    switch verdict {
    case .open: "not done"
    case .unreadable: "unreadable; type a number, such as −0.2671 or 2.5e-4"
    case .right: "right"
    case .near: "near: rounded on the way, or to too few digits; carry all that are printed"
    case .wrong(let slips):
      slips.isEmpty
        ? "wrong; no slip that is known gives this number"
        : "wrong. It looks as if \(slips.prefix(2).joined(separator: ", or "))"
    }
  }
}

extension Verdict {
  /// Whether the reader should look at the page again.
  fileprivate var wantsPage: Bool { if case .wrong = self { true } else { false } }
}
