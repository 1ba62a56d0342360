import ByHand
import Numerics

/// One page of a chapter, written from the recording. The methods append in reading order.
package final class Page {
  /// The file's name without ending, as in `05-conv-in`.
  package let slug: String
  /// The heading, with the page's number in front: `3 · Noise`.
  package let title: String
  /// Pictures that the page shows: file name → bytes.
  var pictures: [(name: String, bytes: [UInt8])] = []
  var heatMaps = 0
  private(set) var body: [String] = []
  /// The grids that it shows.
  var shown: Set<String> = []
  /// The entries that it works in full, in reading order, and the names that it uses for each.
  var workedEntries: [(scalar: Scalar, names: Names)] = []
  /// The numbers whose gradients it works in full.
  var workedGradients: [Scalar] = []
  /// What it shares with the other pages.
  package let book: Book
  /// What the page calls the trace's grids.
  package let names: Names
  let worked: Worked

  init(_ slug: String, _ title: String, in book: Book, _ names: Names) {
    self.slug = slug
    self.title = title
    self.book = book
    self.names = names.forOnePage()
    worked = Worked(trace: book.trace, names: self.names, blanks: book.blanks)
  }

  package var trace: Trace { book.trace }

  // MARK: Words

  /// A heading of the second level.
  package func section(_ heading: String) { text("## \(heading)") }
  /// A heading of the third level.
  package func subsection(_ heading: String) { text("### \(heading)") }

  /// A paragraph, or any Markdown block. Markdown takes indented lines for code, so a list, a table or
  /// a heading that stands in indented text would be lost: text from here on stands at the left. And a
  /// paragraph's line that happens to begin with `1. ` would become a list.
  package func text(_ markdown: String) {
    if let (line, kind) = MarkdownTrap.first(in: markdown) {
      stop("on page \(slug) the line '\(line)' would be shown as \(kind)")
    }
    body.append(markdown)
  }

  /// Does something before the sentence to remember, if the page ends with one.
  func beforeTheEnd(_ write: () -> Void) {
    let keep = body.last.flatMap { $0.hasPrefix("> **Keep.**") ? body.popLast() : nil }
    write()
    if let keep { body.append(keep) }
  }

  /// Puts blocks before all others.
  func prepend(_ blocks: [String?]) { body = blocks.compactMap { $0 } + body }

  /// Every block, changed.
  func rewrite(_ change: (String) -> String) { body = body.map(change) }

  /// A displayed formula, in TeX.
  package func formula(_ tex: String) { code(tex, "math") }
  /// Code, or other text as it is; its fence is longer than any that stands in it.
  package func code(_ text: String, _ language: String = "text") {
    var fence = "```"
    while text.contains(fence) { fence += "`" }
    body.append("\(fence)\(language)\n\(text)\n\(fence)")
  }

  /// Markdown that is shown once its summary is clicked. Of Markdown, the summary may hold backticks
  /// only.
  package func folded(_ summary: String, _ markdown: String) {
    // A summary is HTML, where backticks would be shown as they are.
    let parts = summary.split(separator: "`", omittingEmptySubsequences: false)
    let html = parts.enumerated().map { $0 % 2 == 1 ? "<code>\($1)</code>" : String($1) }.joined()
    text("<details>\n<summary>\(html)</summary>\n\n\(markdown)\n\n</details>")
  }

  /// Folds what `write` appends.
  package func fold(_ summary: String, _ write: () -> Void) {
    let start = body.count
    write()
    let inside = body[start...].joined(separator: "\n\n")
    body.removeSubrange(start...)
    folded(summary, inside)
  }

  /// What the trace calls the grids that the page has short names for.
  func glossary() {
    // A letter may mean something else on a page that has nothing to do with the grid.
    let used = names.used(in: body.joined(separator: "\n")).filter {
      trace[$0.full] != nil && (names.haveCalled($0.full) || shown.contains($0.full))
    }
    if used.isEmpty { return }
    let list = used.map { "`\($0.short)` is `\($0.full)`" }.joined(separator: ", ")
    text("<sub>In the trace: \(list).</sub>")
  }

  /// What large models do differently, folded: general knowledge, nothing that the run has computed.
  package func inRealSystems(_ markdown: String) { folded("In real systems", markdown) }

  /// The one sentence to remember of a page, set apart.
  package func keep(_ sentence: String) { text("> **Keep.** \(sentence)") }

  /// Questions, each with its answer folded away.
  package func checkYourself(_ questions: [(question: String, answer: String)]) {
    section("Check yourself")
    for (i, item) in questions.enumerated() {
      text("**\(i + 1).** \(item.question)")
      folded("Answer", item.answer)
    }
  }
}
