import ByHand
import Numerics
import Terminal
import Walkthrough

extension Chapter {
  /// The chapter's contents page.
  ///
  /// - Parameter digest: Of the run's trace.
  func contents(
    _ page: Page, _ story: Told, _ comparisons: [Comparison.Entry], digest: String
  ) {
    page.text("[The book](../README.md): all chapters, the files of a run, and the tools")
    story.introduce(page)
    page.folded(
      "All \(story.model.parameterCount.grouped) parameters by name", story.parameterTable)
    page.section("The pages")
    page.contents()
    page.text("[Words and names](words.md): what terms mean, and what numbers are called")
    page.section("How to read the numbers")
    page.text(
      """
      Values are computed in full (64-bit floating point) and *shown* rounded to four decimals, so a sum of
      the shown terms may differ in its last digit. Numbers below 0.001 are shown as in 2.500e−4, which
      means 0.00025. In tables of parameters and worked lines, numbers
      with two decimals are exact, as far as a calculator shows. The minus is a real one (−); a calculator
      wants the hyphen. `name[1,2]` is the entry with indices 1, 2 of the grid `name`; indices start at 0. A
      number that lies exactly between two shown ones is rounded to the even one. (Few decimals are
      exact in 64 bits: 0.06875 is stored as a little less, so it is shown as 0.0687.) Where terms cancel, 64 bits
      leave a speck of rounding (0.1 + 0.2 − 0.3 = 5.551e−17) in place of 0; these pages and the trace
      show it as it is, where a spreadsheet program may make 0 of it. Full precision is in `trace.tsv`, which a run
      writes beside these pages.
      """)
    tellWhatIsShown(page, story.run.trace)
    story.tellRepeatedPasses(page)
    page.section("Is it right?")
    page.text(
      """
      Every number of the trace that isn't given was computed twice: by hand, number by number, and in the core, with tensors. The two share
      only the starting numbers and the elementary functions, and AdamW in the core starts from the gradients
      found by hand.
      """)
    page.text(verdict(comparisons))
    page.text(
      """
      And it is the same everywhere. The SHA-256 of this run's `trace.tsv`, which holds every number in full (`sha256sum trace.tsv` or
      `shasum -a 256 trace.tsv` prints it):
      """)
    page.code(digest)
    page.section("Run it and change it")
    page.code((["swift run \(Self.about.program)"] + story.commands).joined(separator: "\n"), "sh")
    let settings = listed.map { "\($0.name) \($0.value.inMarkdown)" }.joined(separator: ", ")
    page.text("Settings of this run: \(settings). All options:")
    page.code(Arguments.list(Self.about.options))
  }

  /// How many numbers stand on pages, and what the others belong to.
  private func tellWhatIsShown(_ page: Page, _ trace: Trace) {
    let onPages = Set(page.book.places.map(\.grid))
    let others = trace.grids.filter { !onPages.contains($0.name) }
    let (all, missing) = (trace.grids.totalCount, others.totalCount)
    let parts = Dictionary(grouping: others) { $0.name.prefix { $0 != "." } }
      .map { (name: $0, count: $1.totalCount, hasDot: $1.contains { $0.name.contains(".") }) }
      .sorted { ($1.count, $0.name) < ($0.count, $1.name) }
    let list = parts.map { "`\($0.name)\($0.hasDot ? ".…" : "")` (\($0.count.grouped))" }
    if missing == 0 {
      return page.text("All \(all.grouped) numbers of this run stand on these pages.")
    }
    page.text(
      "Of the \(all.grouped) numbers of this run \((all - missing).grouped) stand on these pages; the other \(missing.grouped) are in the trace alone. (`swift run trace show \(Self.about.program) NAME` shows a grid, `trace why` a number's recipe.)"
    )
    page.folded("These, by the beginnings of their names", list.joined(separator: ", "))
  }

  private func verdict(_ comparisons: [Comparison.Entry]) -> String {
    let computed = comparisons.reduce(0) { $0 + $1.computed }
    let given = comparisons.reduce(0) { $0 + $1.given }
    let equal = comparisons.reduce(0) { $0 + $1.equal }
    let most = comparisons.max { $0.share < $1.share }
    let (share, name) = (most?.share ?? 0, most?.name ?? "")
    return """
      ✓ \(computed.grouped) computed numbers in \(comparisons.count.grouped) grids compared (\(given.grouped) more are given
      to both sides): \(equal.grouped) are equal to the last bit. The others are all gradients, whose terms the
      core adds in another order; none differs by more than \(share.fixed(2)) of its own rounding bound, which the
      by-hand path carries along (the most: an entry of `\(name)`). The core itself is tested against PyTorch.
      """
  }
}

extension [Grid] {
  /// How many numbers they have together.
  fileprivate var totalCount: Int { reduce(0) { $0 + $1.scalars.count } }
}
