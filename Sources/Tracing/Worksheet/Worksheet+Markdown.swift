import ByHand
import Numerics

/// The worksheet as a page, to be filled in with a pencil or an editor, and the teacher's key.
extension Worksheet {
  /// A chapter as the worksheet speaks of it.
  package struct Chapter {
    /// `0 · One training step of a transformer`.
    let title: String
    /// The heading of a page, by its file's name without ending.
    let heading: (_ page: String) -> String
    /// What a page calls the trace's grids.
    package let names: PageNames

    /// - Parameters:
    ///   - title: What the sheet calls the chapter.
    ///   - heading: The heading of a page, by its file's name without ending.
    ///   - names: What a page calls the trace's grids.
    package init(
      title: String, heading: @escaping (_ page: String) -> String, names: @escaping PageNames
    ) {
      (self.title, self.heading, self.names) = (title, heading, names)
    }
  }

  /// The sheet to fill in.
  ///
  /// - Parameters:
  ///   - chapter: Its title, its pages' headings, and what they call the grids.
  ///   - path: Where the sheet will lie, for the command that grades it.
  package func markdown(_ chapter: Chapter, path: String) -> String {
    var blocks = [
      "# Worksheet: \(chapter.title)",
      "Level \(level.rawValue), \(level.words): \(blanks.count) blanks, seed \(seed).",
      """
      Everything that a blank needs stands above it: the step with names, then with numbers. Work it out with a
      calculator, and type the result after the blank's number, in place of the line: four decimals, or four
      digits where a number is below 0.001 (2.5e-4 is 0.00025). The printed numbers have as many decimals as it
      takes for the result to come out to the last digit. Each heading leads to the page that explains the step;
      there `(7)` stands for the number of blank 7.
      """,
      "Then let it be graded. A wrong number is compared with what the usual slips give:",
      "```sh\nswift run trace grade \(path)\n```",
      "## How long it takes",
      """
      Half a minute to find a blank and type its result, and a quarter of a minute for each term that is worked
      out: about \(Self.shown(minutes(blanks))) in all.
      """,
      timetable(chapter),
    ]
    blocks += questions(chapter) { "(\($0.number)) ____" }
    return blocks.joined(separator: "\n\n") + "\n"
  }

  /// The teacher's key: the sheet filled in, and what the slips give.
  ///
  /// - Throws: `TraceError` if a recipe cannot be read.
  package func answers(_ chapter: Chapter) throws -> String {
    var blocks = [
      "# Answers: \(chapter.title)",
      "Level \(level.rawValue), \(level.words), seed \(seed). For each blank, what the usual slips give; grading knows more of them.",
    ]
    blocks += questions(chapter) { "(\($0.number)) \($0.problem.value.shown)" }
    blocks += ["## What the slips give", try slipTable(chapter)]
    return blocks.joined(separator: "\n\n") + "\n"
  }

  /// A heading for each page, and its blanks.
  private func questions(_ chapter: Chapter, _ blank: (Blank) -> String) -> [String] {
    pages.flatMap { page, blanks in
      ["## [\(chapter.heading(page))](\(page).md)"]
        + blanks.map { question($0, naming(page, chapter.names), blank($0)) }
    }
  }

  /// The pages with blanks, in reading order.
  private var pages: [(page: String, blanks: [Blank])] {
    blanks.reduce(into: []) { pages, blank in
      if pages.last?.page != blank.page { pages.append((blank.page, [])) }
      pages[pages.count - 1].blanks.append(blank)
    }
  }

  /// A step as a block of its own.
  private func question(
    _ blank: Blank, _ name: @escaping Problem.Naming, _ answer: String
  ) -> String {
    let code = "```text\n\(lines(blank, name, answer).joined(separator: "\n"))\n```"
    return blank.problem.part == .whole
      ? code : "One product of the sum that `\(name(blank.problem.line))` is:\n\n" + code
  }

  /// A step with names, with numbers, and the blank.
  func lines(_ blank: Blank, _ name: @escaping Problem.Naming, _ answer: String) -> [String] {
    let head = blank.problem.head(name)
    // A long name stands on a line of its own.
    let isLong = head.count > Self.longestHead
    let indent = isLong ? 3 : head.count
    // The head of a product is its names already.
    let rows = blank.problem.rows(name).dropFirst(blank.problem.part == .whole ? 0 : 1)
    let hanging = (rows.map { Self.wrapped($0, indent: indent + 3) } + [answer]).map {
      String(repeating: " ", count: indent) + " = " + $0
    }
    return isLong ? [head] + hanging : [head + hanging[0].dropFirst(indent)] + hanging.dropFirst()
  }

  /// The longest name beside which a sum still has room.
  private static let longestHead = 30

  /// Breaks a long sum before a plus sign, so that no reader has to scroll sideways.
  private static func wrapped(_ row: String, indent: Int) -> String {
    let width = max(60, 94 - indent)
    if row.count <= width { return row }
    var (lines, line) = ([String](), "")
    for term in row.split(separator: " + ") {
      if !line.isEmpty && line.count + term.count + 3 > width {
        lines.append(line)
        line = ""
      }
      line += (line.isEmpty ? (lines.isEmpty ? "" : "+ ") : " + ") + term
    }
    return (lines + [line]).joined(separator: "\n" + String(repeating: " ", count: indent))
  }
}

/// Times and tables.
extension Worksheet {
  func minutes(_ blanks: [Blank]) -> Double {
    blanks.reduce(0) { $0 + 0.5 + 0.25 * Double($1.problem.size) }
  }

  private static func shown(_ minutes: Double) -> String {
    let whole = Int(minutes.rounded(.up))
    return whole == 1 ? "1 minute" : "\(whole) minutes"
  }

  private func timetable(_ chapter: Chapter) -> String {
    var rows = [["page", "blanks", "terms", "minutes"]]
    for (page, blanks) in pages {
      rows.append([
        chapter.heading(page), blanks.map { "\($0.number)" }.joined(separator: ", "),
        "\(blanks.reduce(0) { $0 + $1.problem.size })", minutes(blanks).shown,
      ])
    }
    return Self.table(rows)
  }

  /// The first number of each kind of slip that can be told from the answer.
  private func slipTable(_ chapter: Chapter) throws -> String {
    var rows = [["blank", "answer", "slip", "gives"]]
    for blank in blanks {
      var kinds: Set<Slip.Kind> = []
      for mistake in try Marking(blank.problem).mistakes(naming(blank.page, chapter.names))
      where kinds.insert(mistake.kind).inserted {
        let isFirst = kinds.count == 1
        rows.append([
          isFirst ? "\(blank.number)" : "", isFirst ? blank.problem.value.shown : "",
          mistake.says.replacing("|", with: "\\|"), mistake.value.shown,
        ])
      }
    }
    return Self.table(rows)
  }

  private static func table(_ rows: [[String]]) -> String {
    let lines = rows.map { "| " + $0.joined(separator: " | ") + " |" }
    let rule = "|" + rows[0].map { _ in "---|" }.joined()
    return ([lines[0], rule] + lines.dropFirst()).joined(separator: "\n")
  }
}

extension Worksheet.Level {
  /// What the blanks are, in a few words.
  package var words: String {
    switch self {
    case .terms: "products and sums of a few terms"
    case .entries: "whole entries"
    case .gradients: "gradients and updates"
    }
  }
}
