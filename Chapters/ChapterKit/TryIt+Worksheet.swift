import Foundation
import Numerics
import Tracing
import Walkthrough

/// What a page tells of worksheets: the sheets of this run.
extension TryIt {
  /// The levels, a sheet, and how it is graded.
  ///
  /// - Parameters:
  ///   - page: The one to write.
  ///   - number: The chapter's.
  /// - Throws: `TraceError` if a recipe cannot be read.
  package func worksheets(_ page: Page, of number: Int) throws {
    let chapter = Worksheet.Chapter(
      title: "", heading: page.book.heading,
      names: { AdamWNames(of: page.book.names(of: $0)).grid($1) })
    func sheet(_ level: Worksheet.Level, seed: UInt64 = 1) throws -> Worksheet {
      try Worksheet(recorded, places: page.book.places, level: level, seed: seed)
    }
    page.section("A sheet of your own")
    page.code(
      """
      swift run chapter\(number) --worksheet sheet --level 1
      swift run trace grade sheet/WORKSHEET.md
      """, "sh")
    page.text(
      "The first command writes this chapter into the folder `sheet` once more, with numbers left out, and the worksheet beside it: every step that is asked for, first with names, then with numbers, and a blank for the result. Type your results into `WORKSHEET.md`, and let the second command grade them. Another `--seed` is another run, with other numbers and other blanks. There are three levels:"
    )
    var table = Table(["level", "asks for", "blanks", "minutes, at about"], left: [0, 1])
    for level in Worksheet.Level.allCases {
      let sheet = try sheet(level)
      table.add(["\(level.rawValue)", level.words, "\(sheet.blanks.count)", "\(sheet.minutes)"])
    }
    page.text(table.markdown)
    page.section("What it looks like")
    let example = try sheet(.entries, seed: 3)
    page.text("The first blanks of a sheet of level 2:")
    page.code(example.sample(4, chapter))
    page.section("What the grader says")
    let graded = try example.example(chapter, path: "sheet/WORKSHEET.md")
    page.text("Somebody has typed:")
    page.code(graded.typed)
    page.text("and is told:")
    page.code(graded.report.trimmingCharacters(in: .newlines))
    page.text(
      """
      A wrong number is compared with what the usual slips give, each a change of the step in one place: a sign lost,
      exchanged indices, a row read as a column, the neighbour's entry, a bias or a term forgotten, a factor such as
      √d or ½, a mean over the wrong count, a gradient that is not summed over all users or not multiplied by the
      derivative, a softmax without its sum, a root, a square, an ε. For the \(example.blanks.count) blanks of this sheet that makes
      \(try example.slipCount(chapter).grouped) wrong numbers that it knows. A number that is off by what rounding explains is *near*.
      """)
    page.section("As a spreadsheet, in a browser, and for teachers")
    page.code(
      """
      swift run trace sheet chapter\(number) sheet.xlsx --worksheet --level 2
      swift run chapter\(number) --worksheet sheet --level 2 --answers
      """, "sh")
    page.text(
      "The spreadsheet has the blanks on a sheet of its own, with a cell to type into and one beside it that says *not done*, *right*, *near* or *not yet* by formulas alone. In the run's own cells the number of the blank stands in place of the result, but the cell is live: what depends on it is still calculated. `swift run trace view chapter\(number) --worksheet` leaves numbers out of the page for a browser: choose a blank, type its number, and ask for up to three hints: the formula, the operands, how the calculation begins. With `--answers` a teacher gets `ANSWERS.md`: the sheet filled in, and what the slips give."
    )
    page.keep("To know whether a step is understood, work it out.")
  }
}
