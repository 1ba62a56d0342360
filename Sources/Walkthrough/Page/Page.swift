import ByHand
import Numerics

/// One page of a chapter, written from the recording. The methods append in reading order.
public final class Page {
  /// The file's name without ending, as in `05-conv-in`.
  public let slug: String
  public let title: String
  /// Pictures that the page shows: file name → bytes.
  public private(set) var pictures: [(name: String, bytes: [UInt8])] = []
  public private(set) var body: [String] = []
  private let book: Book
  private let worked: Worked
  private let names: Names

  init(slug: String, title: String, book: Book, names: Names) {
    self.slug = slug
    self.title = title
    self.book = book
    self.names = names
    worked = Worked(trace: book.trace, names: names)
  }

  private var trace: Trace { book.trace }

  // MARK: Words

  public func section(_ heading: String) { body.append("## \(heading)") }
  public func subsection(_ heading: String) { body.append("### \(heading)") }
  /// A paragraph, or any Markdown block.
  public func text(_ markdown: String) { body.append(markdown) }
  /// A displayed formula, in TeX.
  public func formula(_ tex: String) { body.append("```math\n\(tex)\n```") }
  public func code(_ text: String, _ language: String = "text") {
    body.append("```\(language)\n\(text)\n```")
  }

  public func folded(_ summary: String, _ markdown: String) {
    body.append("<details>\n<summary>\(summary)</summary>\n\n\(markdown)\n\n</details>")
  }

  /// Where the page stands on the way, the current step in bold.
  public func trail(_ steps: [String], at current: String) {
    let shown = steps.map { $0 == current ? "**\($0)**" : $0 }
    body.append("<sub>\(shown.joined(separator: " › "))</sub>")
  }

  /// What comes in, what goes out: rows of (kind, what, shape, from where).
  public func inventory(_ rows: [(String, String, String, String)]) {
    var table = Table(["", "what", "shape", "from"], left: [0, 1, 2, 3])
    for row in rows { table.add([row.0, row.1, row.2, row.3]) }
    body.append(table.markdown)
  }

  public func keep(_ sentence: String) { body.append("> **Keep.** \(sentence)") }

  /// Questions, each with its answer folded away.
  public func checkYourself(_ questions: [(question: String, answer: String)]) {
    section("Check yourself")
    let items = questions.enumerated().map { i, item in
      let answer = item.answer.split(separator: "\n", omittingEmptySubsequences: false)
        .map { $0.isEmpty ? "" : "   " + $0 }.joined(separator: "\n")
      return
        "\(i + 1). \(item.question)\n\n   <details>\n   <summary>Answer</summary>\n\n\(answer)\n\n   </details>"
    }
    body.append(items.joined(separator: "\n\n"))
  }

  // MARK: Numbers

  /// One entry in full.
  public func entry(_ scalar: Scalar) { body.append(worked.table(scalar)) }
  /// One gradient in full.
  public func gradientEntry(_ scalar: Scalar) { body.append(worked.gradientTable(scalar)) }
  /// Entries in full, as text.
  public func lines(_ scalars: [Scalar], names: Names? = nil, decimals: Int = 4) {
    let worked = names.map { Worked(trace: trace, names: $0) } ?? worked
    let entries = scalars.map {
      worked.lines($0, decimals: decimals).joined(separator: "\n")
    }
    code(entries.joined(separator: "\n\n"))
  }

  /// The whole grid as tables.
  public func table(_ grid: Grid, called name: String? = nil) {
    body.append(GridTables.markdown(grid, called: name ?? names.grid(grid.name)))
  }

  /// The whole grid as Markdown tables.
  public func tableText(_ grid: Grid, called name: String) -> String {
    GridTables.markdown(grid, called: name)
  }

  /// The whole grid as tables, folded.
  public func foldedTables(_ summary: String, _ grids: [Grid]) {
    folded(
      summary,
      grids.map { GridTables.markdown($0, called: names.grid($0.name)) }.joined(separator: "\n\n"))
  }

  /// Every entry of the grids, term by term, folded.
  public func everyEntry(of grids: Grid...) { everyEntry(of: grids) }

  public func everyEntry(of grids: [Grid]) {
    let count = grids.reduce(0) { $0 + $1.count }
    let text = grids.flatMap(\.scalars).map { worked.lines($0).joined(separator: "\n") }
    folded(
      "\(Self.all(count, "entry", "entries")), term by term", Self.fenced(text))
  }

  /// Every entry of the grids, folded, with its numbers only: for a step whose names are spelled out
  /// on another page.
  public func everyEntryInNumbers(of grids: [Grid]) {
    let count = grids.reduce(0) { $0 + $1.count }
    let text = grids.flatMap(\.scalars).map { worked.shortLines($0).joined(separator: "\n") }
    folded("\(Self.all(count, "entry", "entries")), in numbers", Self.fenced(text))
  }

  /// Every gradient of the grids, term by term, folded.
  public func everyGradient(of grids: Grid...) {
    let count = grids.reduce(0) { $0 + $1.count }
    let text = grids.flatMap(\.scalars).map { worked.gradientLines($0).joined(separator: "\n") }
    folded("\(Self.all(count, "gradient", "gradients")), term by term", Self.fenced(text))
  }

  /// Every gradient of the grids, folded, with its numbers only.
  public func everyGradientInNumbers(of grids: Grid...) {
    let count = grids.reduce(0) { $0 + $1.count }
    let text = grids.flatMap(\.scalars).map { scalar in
      worked.gradientLines(scalar, hasNames: false).joined(separator: "\n")
    }
    folded("\(Self.all(count, "gradient", "gradients")), in numbers", Self.fenced(text))
  }

  private static func all(_ count: Int, _ one: String, _ many: String) -> String {
    count == 1 ? "The \(one)" : "All \(count) \(many)"
  }

  private static func fenced(_ entries: [String]) -> String {
    let separator = entries.contains { $0.contains("\n") } ? "\n\n" : "\n"
    return "```text\n\(entries.joined(separator: separator))\n```"
  }

  // MARK: Pictures

  public func picture(_ name: String, _ bytes: [UInt8], alt: String) {
    pictures.append((name, bytes))
    body.append("![\(alt)](\(name))")
  }

  /// Grids as heat maps beside each other, under the page's names for them or under `titles`.
  public func heatMap(_ grids: [Grid], titles: [String]? = nil, alt: String) {
    let titles = titles ?? grids.map { names.grid($0.name) }
    let panels = zip(grids, titles).flatMap { HeatMap.panels(of: $0, called: $1) }
    let number = pictures.count == 0 ? "" : "-\(pictures.count + 1)"
    picture("\(slug)\(number).svg", Array(HeatMap.svg(panels).utf8), alt: alt)
  }

  // MARK: The core

  /// The lines of Swift between the marks `// excerpt NAME` and `// end excerpt`.
  public func excerpt(_ name: String, says sentence: String) {
    let excerpt = book.excerpts.find(name)
    let lines = "#L\(excerpt.firstLine)-L\(excerpt.lastLine)"
    body.append(
      "\(sentence): [`\(name)`](../../\(excerpt.file)\(lines))\n\n```swift\n\(excerpt.code)\n```")
  }

  /// The result of comparing the by-hand grids of these names with the core's tensors.
  public func check(_ grids: [String]) { body.append(book.check(grids)) }
}
