import ByHand
import Numerics
import Tracing
import Walkthrough

/// What the try-it pages show: a second run beside this one, compared by the tools that readers have.
package struct TryIt {
  package let diff: Diff
  private let recorded: RecordedTrace

  /// - Parameters:
  ///   - chapter: This run's settings, and `other` the changed ones.
  ///   - changed: What the changed settings give.
  package init<C: Chapter>(_ chapter: C, _ run: Run, other: C, _ changed: Run) throws {
    let text = chapter.traceText(of: run)
    recorded = try RecordedTrace(.text(text, name: "/tmp/a"))
    diff = try Diff(
      .text(text, name: "/tmp/a"), .text(other.traceText(of: changed), name: "/tmp/b"))
  }

  /// The commands that make both runs and compare them, and what the comparison prints.
  package func compare(_ page: Page, program: String, option: String) {
    page.code(
      """
      swift run \(program) --output /tmp/a
      swift run \(program) --output /tmp/b \(option)
      swift run trace diff /tmp/a /tmp/b
      """, "sh")
    prints(page, DiffReport(diff, a: "/tmp/a", b: "/tmp/b").text)
  }

  /// The question where the two runs part, with its answer.
  package var firstDifference: (question: String, answer: String) {
    (
      "Which number differs first?",
      "`\(diff.first?.difference.name ?? "")`. \((diff.compared - diff.differing).grouped) of \(diff.compared.grouped) numbers are equal to the last bit."
    )
  }

  /// `trace why` on a number of this run.
  package func why(_ page: Page, _ name: String, depth: Int) throws {
    guard let line = recorded.find(name) else { throw recorded.unknown(name) }
    page.code(
      "swift run trace why /tmp/a \"\(name)\"\(depth == 1 ? "" : " --depth \(depth)")", "sh")
    prints(page, try Why(recorded, line: line, depth: depth).text)
  }

  /// `trace verify` on this run.
  package func verify(_ page: Page) throws {
    page.code("swift run trace verify /tmp/a", "sh")
    prints(page, try Verification(recorded).report)
    sheet(page)
  }

  /// The run as a spreadsheet.
  private func sheet(_ page: Page) {
    page.section("Play with it")
    page.code("swift run trace sheet /tmp/a /tmp/a.xlsx", "sh")
    page.text(
      "A spreadsheet for LibreOffice or Excel, with a sheet for each page, in which every computed number is a formula: type another number into a given cell (bold blue), and the loss, every gradient and the update follow. [What it looks like](../sheet.png)."
    )
  }

  private func prints(_ page: Page, _ text: String) {
    page.folded("What it prints", "```text\n\(text)```")
  }
}
