import Formats
import Foundation
import TestSupport
import Testing

@testable import Exports
@testable import Tracing

/// Programs that are not ours mark a worksheet's workbook as `trace grade` marks the worksheet.
@Suite(.serialized) struct WorksheetOfficeTests {
  /// What is typed into a blank.
  private enum Typed {
    case nothing, answer, rounded, random
    /// What its slip number n gives.
    case slip(Int)
  }

  /// In each round, blank n gets kind n + round of these.
  private static let kinds: [Typed] = [
    .answer, .slip(0), .slip(1), .rounded, .slip(2), .slip(3), .random, .slip(4), .slip(5),
    .nothing,
  ]

  private static let soffice = OfficeTests.Office.found.filter { $0.program == "soffice" }

  @Test(.enabled(if: !soffice.isEmpty), arguments: Worksheet.Level.allCases)
  func `LibreOffice marks as we do`(level: Worksheet.Level) throws {
    let trace = try Sample.trained()
    let places = trace.grids.map { (page: "01-all", grid: $0.name) }
    for seed in [1, 2] as [UInt64] {
      let sheet = try Worksheet(trace, places: places, level: level, seed: seed)
      _ = try check(sheet, places, rounds: 5)
    }
  }

  @Test(
    .enabled(if: OfficeTests.isAsked && !soffice.isEmpty), arguments: BookChapters.numbers)
  func `LibreOffice marks a chapter as we do`(chapter: Int) throws {
    try OfficeTests.inFolder { place in
      let (trace, places) = try OfficeTests.run(of: chapter, in: place)
      var cells = 0
      for level in Worksheet.Level.allCases {
        let sheet = try Worksheet(trace, places: places, level: level, seed: 1)
        cells += try check(sheet, places, rounds: 4)
      }
      print("chapter \(chapter): LibreOffice gave \(cells) verdicts, all ours")
    }
  }

  /// Types answers into a workbook, round by round, lets LibreOffice calculate, and compares the verdicts.
  private func check(
    _ sheet: Worksheet, _ places: [(page: String, grid: String)], rounds: Int
  ) throws -> Int {
    var count = 0
    for round in 0..<rounds {
      try OfficeTests.inFolder { place in
        var workbook = try Workbook(sheet.trace, pages: places, hasValues: false, worksheet: sheet)
        let answers = try sheet.blanks.map {
          try answer(to: $0, Self.kinds[($0.number + round) % Self.kinds.count], sheet)
        }
        var zip = Zip()
        for var part in try workbook.parts() {
          if part.text.contains("Worksheet, level") {
            for (n, answer) in answers.enumerated() {
              guard let value = answer.flatMap({ TypedNumber($0) })?.value else { continue }
              part.text = part.text.replacing(
                "<c r=\"D\(6 + n)\" s=\"7\"/>",
                with: "<c r=\"D\(6 + n)\" s=\"7\"><v>\(value)</v></c>")
            }
          }
          zip.add(part.name, Array(part.text.utf8))
        }
        try Data(zip.bytes).write(to: place.appending(path: "run.xlsx"))
        let table = try #require(
          OfficeTests.calculate(Self.soffice[0], in: place)[Workbook.worksheetSheet])
        for (n, blank) in sheet.blanks.enumerated() {
          let marking = Marking(blank.problem)
          let mistakes = try marking.mistakes { sheet.trace.lines[$0].name }
          let verdict = marking.verdict(on: answers[n] ?? "", mistakes)
          #expect(
            table[5 + n][4] == words(verdict),
            "level \(sheet.level), \(round), \(blank.entry): '\(table[5 + n][4])' for \(verdict), typed \(answers[n] ?? "")"
          )
          count += 1
        }
      }
    }
    return count
  }

  /// What is typed into a blank; nil for nothing.
  private func answer(to blank: Worksheet.Blank, _ typed: Typed, _ sheet: Worksheet) throws
    -> String?
  {
    let value = blank.problem.value
    switch typed {
    case .nothing: return nil
    case .answer: return value.shown
    case .rounded: return value.magnitude < 0.001 ? value.scientific(digits: 2) : value.fixed(3)
    case .random: return (value + 0.3217 * Double(blank.number)).shown
    case .slip(let n):
      let marking = Marking(blank.problem)
      let mistakes = try marking.mistakes { sheet.trace.lines[$0].name }
      return mistakes.isEmpty ? nil : mistakes[(n * 7 + blank.number) % mistakes.count].value.shown
    }
  }

  /// A verdict as the workbook says it.
  private func words(_ verdict: Verdict) -> String {
    switch verdict {
    case .open: "not done"
    case .unreadable: "type a number"
    case .right: "right"
    case .near: "near"
    case .wrong(let slips): slips.first.map { "not yet: it looks as if \($0)" } ?? "not yet"
    }
  }
}
