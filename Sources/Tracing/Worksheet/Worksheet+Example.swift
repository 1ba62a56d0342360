import Numerics

/// What a page that tells of worksheets shows: a few blanks, what somebody has typed, and the marks.
extension Worksheet {
  /// A few blanks as they stand on the sheet.
  ///
  /// - Parameters:
  ///   - count: How many, from the first.
  ///   - chapter: Says what its pages call the trace's grids.
  package func sample(_ count: Int, _ chapter: Chapter) -> String {
    blanks.prefix(count).map {
      lines($0, naming($0.page, chapter.names), "(\($0.number)) ____").joined(separator: "\n")
    }.joined(separator: "\n\n")
  }

  /// A sheet on which the first blanks are filled in, each in another way: right, with each of the slips that
  /// come first, to too few digits, and with no number; and what grading says of these.
  ///
  /// - Returns: What was typed, blank by blank, and the report.
  /// - Throws: `TraceError` if a recipe cannot be read.
  package func example(_ chapter: Chapter, path: String) throws -> (typed: String, report: String) {
    var text = markdown(chapter, path: path)
    var typed: [String] = []
    for (n, blank) in blanks.prefix(6).enumerated() {
      let answer = try exampleAnswer(n, blank, chapter)
      typed.append("(\(blank.number)) \(answer)")
      text = text.replacing("(\(blank.number)) ____", with: "(\(blank.number)) \(answer)")
    }
    let grade = try Grade(text, file: path, self, chapter.names)
    return (typed.joined(separator: "\n"), grade.report(folder: "sheet/", until: typed.count))
  }

  private func exampleAnswer(_ n: Int, _ blank: Blank, _ chapter: Chapter) throws -> String {
    let value = blank.problem.value
    switch n {
    case 0: return value.shown
    case 3: return value.magnitude < 0.001 ? value.scientific(digits: 2) : value.fixed(3)
    case 5: return "a half"
    default:
      let mistakes = try Marking(blank.problem).mistakes(naming(blank.page, chapter.names))
      return mistakes.isEmpty ? value.shown : mistakes[(n - 1) % mistakes.count].value.shown
    }
  }

  /// How many wrong numbers grading knows, all blanks together.
  ///
  /// - Throws: `TraceError` if a recipe cannot be read.
  package func slipCount(_ chapter: Chapter) throws -> Int {
    try blanks.reduce(0) {
      try $0 + Marking($1.problem).mistakes(naming($1.page, chapter.names)).count
    }
  }

  /// How long the sheet should take, in whole minutes.
  package var minutes: Int { Int(minutes(blanks).rounded(.up)) }
}
