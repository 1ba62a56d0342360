import ByHand
import Numerics
import Tracing
import Walkthrough

/// What the try-it pages show: a second run beside this one, compared by the tools that readers have.
package struct TryIt {
  /// This run (A) beside the changed one (B).
  package let diff: Diff
  let recorded: RecordedTrace
  private let verification: Verification
  private let names: (a: String, b: String)
  private let commands: (a: String, b: String)

  /// - Parameters:
  ///   - chapter: This run's settings, and `other` the changed ones.
  ///   - changed: The trace of what the changed settings give.
  ///
  /// - Throws: `TraceError` if a run cannot be read back, and what the names of the runs throw.
  fileprivate init<C: Chapter>(_ chapter: C, _ run: Run, other: C, _ changed: consuming TraceText)
    throws
  {
    let text = chapter.traceText(of: run)
    let (a, b) = (try chapter.name, try other.name)
    names = ("\(a)", "\(b)")
    commands = (a.command, b.command)
    diff = try Diff(.text(text, name: names.a), .text(consume changed, name: names.b))
    recorded = try RecordedTrace(.text(text, name: names.a))
    verification = try Verification(recorded)
  }

  /// The commands that make both runs and compare them, and what the comparison prints.
  package func compare(_ page: Page) {
    page.code(
      """
      \(commands.a)
      \(commands.b)
      swift run trace diff \(names.a) \(names.b)
      """, "sh")
    prints(page, DiffReport(diff, a: names.a, b: names.b).text)
  }

  /// The question where the two runs part, with its answer.
  package var firstDifference: (question: String, answer: String) {
    (
      "Which number differs first?",
      "`\(diff.first?.difference.name ?? "")`. \((diff.compared - diff.differing).grouped) of \(diff.compared.grouped) numbers are equal to the last bit."
    )
  }

  /// `trace why` on a number of this run.
  ///
  /// - Parameters:
  ///   - page: Where the command stands, and what it prints.
  ///   - name: Of an entry in the trace, such as `conv_in[1,2,0]`.
  ///   - depth: How many levels of operands to follow.
  /// - Throws: `TraceError` if the run has no such number.
  package func why(_ page: Page, _ name: String, depth: Int) throws {
    guard let line = recorded.find(name) else { throw recorded.unknown(name) }
    page.code(
      "swift run trace why \(names.a) \"\(name)\"\(depth == 1 ? "" : " --depth \(depth)")", "sh")
    prints(page, try Why(recorded, line: line, depth: depth).text)
  }

  /// `trace verify` on this run.
  package func verify(_ page: Page) throws {
    page.code("swift run trace verify \(names.a)", "sh")
    prints(page, verification.report)
    page.section("Play with it")
    try view(page)
    sheet(page)
  }

  /// The run in a browser, and what to drag first.
  private func view(_ page: Page) throws {
    page.code("swift run trace view \(names.a)", "sh")
    page.text(
      "It writes a page for your browser: click a number to see where it came from, change a given one, and everything that depends on it is computed anew before your eyes, to the last bit. [What it looks like](../view.png)."
    )
    guard let line = try recorded.mostEffectiveParameter(), let loss = recorded.find("loss"),
      let gradient = recorded.gradient(of: line)
    else { return }
    let start = recorded.lines[line].value
    let end = (start - (gradient < 0 ? -0.1 : 0.1)).roundedToTwoDecimals
    let values = try recorded.recomputed([line: end])
    let followers = zip(values, recorded.lines).count { $0 != $1.value } - 1
    let (before, after) = (recorded.lines[loss].value, values[loss])
    page.text(
      "Start by dragging `\(recorded.lines[line].name)`: of all parameters behind this loss it has the largest gradient, \(gradient.shown). From \(start.shown) to \(end.shown) the loss \(after < before ? "falls" : "does not fall, but goes") from \(before.shown) to \(after.shown), and \(followers.grouped) of \(values.count.grouped) numbers follow."
    )
  }

  /// The run as a spreadsheet.
  private func sheet(_ page: Page) {
    page.code("swift run trace sheet \(names.a) \(names.a.replacing("/", with: "-")).xlsx", "sh")
    page.text(
      "A spreadsheet for LibreOffice or Excel, with a sheet for each page, in which every computed number is a formula: type another number into a given cell (bold blue), and the loss, every gradient and the update follow. [What it looks like](../sheet.png)."
    )
  }

  private func prints(_ page: Page, _ text: String) {
    page.folded("What it prints", "```text\n\(text)```")
  }
}

extension Chapter {
  /// This chapter's run, and the run with other settings compared with it. The other one comes first, and only
  /// its text is kept: so there is never more than one recording in memory.
  ///
  /// - Parameters:
  ///   - other: The same chapter with the other settings.
  ///   - work: Does a run's work, by hand and in the core.
  /// - Throws: What `work` throws, and `TraceError` if a run cannot be read back.
  package func compared(with other: Self, _ work: (Self) throws -> Run) throws -> (
    run: Run, tryIt: TryIt
  ) {
    let changed = other.traceText(of: try work(other))
    let run = try work(self)
    return (run, try TryIt(self, run, other: other, consume changed))
  }
}
