import ByHand
import Foundation
import Numerics
import Tracing

/// A worksheet in the workbook: cells to type into, and beside each a formula that says whether it is right.
/// Nobody is asked but the workbook itself: the answers are the run's own live cells, which show the number of
/// the blank in place of theirs, and what slips give stands on a sheet that is not shown.
extension Workbook {
  static let (worksheetSheet, keySheet) = ("Worksheet", "Key")

  /// The row of the first blank, and of its key.
  private static let (firstBlank, firstKey) = (6, 2)
  /// Where things stand on the sheet of the key.
  private enum KeyColumn: Int {
    case number = 1
    case shown, rightReach, nearReach, exact
    case slip = 8
    case slipReach, says
  }

  /// The sheet to fill in.
  func worksheetXML(_ worksheet: Worksheet) throws -> String {
    var rows = Self.row(
      1,
      [
        Self.text(1, 1, "Worksheet, level \(worksheet.level.rawValue)", .title),
        Self.text(1, 2, "back to \(Self.startSheet)", .link),
      ])
    rows += Self.row(
      2,
      [
        Self.text(
          2, 1,
          "Type each result into its yellow cell: four decimals, or four digits where it is small.",
          .plain)
      ])
    rows += Self.row(
      3,
      [
        Self.text(3, 1, "right", .label),
        live("B3", progress(worksheet), "0 of \(worksheet.blanks.count)"),
      ])
    rows += Self.row(
      5,
      ["blank", "with names", "with numbers", "result", "verdict"].enumerated().map {
        Self.text(5, $0 + 1, $1, .label)
      })
    var links = "<hyperlink ref=\"B1\" location=\"\(Self.startSheet)!A1\"/>"
    let slips = try slipRows(worksheet)
    for (n, blank) in worksheet.blanks.enumerated() {
      let row = Self.firstBlank + n
      let written = blank.problem.rows { trace.lines[$0].name }
      rows += Self.row(
        row,
        [
          Self.text(
            row, 1, "(\(blank.number)) \(blank.problem.head { trace.lines[$0].name })", .link),
          Self.text(row, 2, written[0], .plain), Self.text(row, 3, written[1], .plain),
          "<c r=\"D\(row)\" s=\"\(Self.inputFormat)\"/>",
          live("E\(row)", try verdict(blank, row: row, slips: slips[n]), "not done"),
        ])
      let at = layout.cell(of: blank.problem.line)
      links +=
        "<hyperlink ref=\"A\(row)\" location=\"\(layout.sheets[at.sheet].name)!\(Layout.address(at.row, at.column))\"/>"
    }
    return Self.sheetXML(rows, "<hyperlinks>\(links)</hyperlinks>", isFrozen: false)
  }

  /// How many blanks are right, as a formula.
  func progress(_ worksheet: Worksheet) -> String {
    let last = Self.firstBlank + worksheet.blanks.count - 1
    return
      "COUNTIF(\(Self.worksheetSheet)!E\(Self.firstBlank):E\(last),\"right\")&\" of \(worksheet.blanks.count)\""
  }

  /// A formula that gives a text, and the text that it gives before anything is typed.
  func live(_ address: String, _ formula: String, _ text: String) -> String {
    let value = hasValues ? "<v>\(text)</v>" : ""
    return
      "<c r=\"\(address)\" t=\"str\"><f t=\"array\" ref=\"\(address)\">\(Self.safe(formula))</f>\(value)</c>"
  }

  /// The rows of the key in which each blank's slips stand.
  private func slipRows(_ worksheet: Worksheet) throws -> [Range<Int>] {
    var next = Self.firstKey
    return try worksheet.blanks.map { blank in
      let count = try slips(blank).count
      defer { next += count }
      return next..<next + count
    }
  }

  /// The slips that can be told from the answer, and how near one must come to each.
  private func slips(_ blank: Worksheet.Blank) throws -> [(mistake: Mistake, reach: Double)] {
    let marking = Marking(blank.problem)
    return try marking.mistakes { trace.lines[$0].name }.map { ($0, marking.reach(of: $0)) }
  }

  /// The verdict on what was typed into a row, as a formula.
  private func verdict(_ blank: Worksheet.Blank, row: Int, slips: Range<Int>) throws -> String {
    let key = Self.firstKey + blank.number - 1
    func cell(_ column: KeyColumn) -> String {
      "\(Self.keySheet)!\(Layout.address(key, column.rawValue))"
    }
    func list(_ column: KeyColumn) -> String {
      "\(Self.keySheet)!\(Layout.address(slips.lowerBound, column.rawValue)):"
        + Layout.address(slips.upperBound - 1, column.rawValue)
    }
    let typed = "D\(row)"
    let distance = "ABS(\(typed)-\(cell(.shown)))"
    let rounded = Self.decimalsOfFewDigits(blank.problem.value).map {
      ",ABS(\(typed)-ROUND(\(cell(.exact)),\($0)))<=1E-9*ABS(\(cell(.exact)))"
    }.joined()
    let slip =
      slips.isEmpty
      ? "\"not yet\""
      : "IFERROR(\"not yet: it looks as if \"&INDEX(\(list(.says)),MATCH(1,IF(ABS(\(typed)-\(list(.slip)))<=\(list(.slipReach)),1,0),0)),\"not yet\")"
    return "IF(ISBLANK(\(typed)),\"not done\",IF(ISNUMBER(\(typed)),"
      + "IF(\(distance)<=\(cell(.rightReach)),\"right\","
      + "IF(OR(\(distance)<=\(cell(.nearReach))\(rounded)),\"near\",\(slip))),\"type a number\"))"
  }

  /// To how many decimals a number may be rounded and still have two digits, but fewer than are asked for.
  private static func decimalsOfFewDigits(_ value: Double) -> Range<Int> {
    let most = decimals(of: value)
    var power = 0
    while value.magnitude >= pow10(power + 1) { power += 1 }
    while value.magnitude < pow10(power) { power -= 1 }
    return min(1 - power, most)..<most
  }

  /// How many decimals a number is shown with.
  private static func decimals(of value: Double) -> Int {
    var decimals = 0
    while pow10(-decimals) > TypedNumber.shownUnit(of: value) * 1.5 { decimals += 1 }
    return decimals
  }

  private static func pow10(_ power: Int) -> Double { Double("1e\(power)") ?? 0 }

  /// The sheet that is not shown: answers as live formulas, how near one must come, and what slips give.
  func keyXML(_ worksheet: Worksheet) throws -> String {
    let answers = worksheet.blanks.map(answerCells)
    let slips = try worksheet.blanks.flatMap(slips)
    var rows = Self.row(1, [Self.text(1, 1, "What the worksheet is marked by", .title)])
    for n in 0..<max(answers.count, slips.count) {
      let row = Self.firstKey + n
      rows += Self.row(
        row,
        (n < answers.count ? answers[n] : [])
          + (n < slips.count ? slipCells(slips[n].mistake, slips[n].reach, row) : []))
    }
    return Self.sheetXML(rows, "", isFrozen: false)
  }

  /// A blank's answer, from the run's own cells, and how near one must come to it.
  private func answerCells(_ blank: Worksheet.Blank) -> [String] {
    let (problem, marking) = (blank.problem, Marking(blank.problem))
    func address(_ column: KeyColumn) -> String {
      Layout.address(Self.firstKey + blank.number - 1, column.rawValue)
    }
    let lines = problem.part == .whole ? [problem.line] : problem.lines.compactMap { $0 }
    // No sheet has this number: all cells are named with theirs.
    let exact = lines.map { layout.reference($0, from: -1) }.joined(separator: "*")
    let places = Self.decimals(of: problem.value)
    return [
      number(address(.number), .plain, Double(blank.number)),
      number(
        address(.shown), .plain, marking.shown,
        Formula(stringLiteral: "ROUND(\(address(.exact)),\(places))")),
      number(address(.rightReach), .plain, marking.rightReach),
      number(address(.nearReach), .plain, marking.nearReach),
      number(address(.exact), .plain, problem.value, Formula(stringLiteral: exact)),
    ]
  }

  /// What a slip gives, how near one must come to it, and what is said of it.
  private func slipCells(_ mistake: Mistake, _ reach: Double, _ row: Int) -> [String] {
    func address(_ column: KeyColumn) -> String { Layout.address(row, column.rawValue) }
    return [
      number(address(.slip), .plain, mistake.value), number(address(.slipReach), .plain, reach),
      Self.text(row, KeyColumn.says.rawValue, mistake.says, .plain),
    ]
  }
}

/// Formats.
extension Workbook {
  /// The place among the formats of a cell to type into; after it, a format for each blank.
  static let inputFormat = 7

  /// The format of a cell that shows the number of a blank in place of its own.
  static func format(ofBlank number: Int) -> Int { inputFormat + number }
}
