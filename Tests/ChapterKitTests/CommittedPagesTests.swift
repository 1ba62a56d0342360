import Foundation
import TestSupport
import Testing

/// What the committed pages say, recomputed from their text alone.
@Suite struct CommittedPagesTests {
  static let output = BookChapters.output

  static func pages(_ chapter: String) throws -> [URL] {
    try FileManager.default.contentsOfDirectory(
      at: output.appending(path: chapter), includingPropertiesForKeys: nil
    ).filter { $0.pathExtension == "md" }.sorted { $0.path < $1.path }
  }

  @Test(arguments: BookChapters.numbers.map { "chapter\($0)" })
  func `every printed calculation holds, within the shown rounding`(chapter: String) throws {
    var (lines, rows) = (0, 0)
    for page in try Self.pages(chapter) {
      let printed = PrintedLines(page: try String(contentsOf: page, encoding: .utf8))
      (lines, rows) = (lines + printed.lines, rows + printed.rows)
      #expect(
        printed.wrong.isEmpty,
        "\(page.lastPathComponent): \(printed.wrong.count) wrong, first \(printed.wrong.first ?? "")"
      )
    }
    print("\(chapter): \(lines) printed lines and \(rows) rows of tables hold")
    // Later chapters repeat layers in numbers and have fewer tables with running sums.
    // The repeated passes of chapters 5 and 6 are tables.
    let least = [
      "chapter0": (5000, 200), "chapter1": (5000, 200), "chapter2": (5000, 200),
      "chapter3": (5000, 80), "chapter4": (5000, 150), "chapter5": (1500, 80),
      "chapter6": (3000, 60),
    ]
    #expect(lines > (least[chapter]?.0 ?? 0) && rows > (least[chapter]?.1 ?? 0))
  }

  /// Words of two letters and more, outside of folds, code, tables and pictures.
  private func wordCount(_ page: String) -> Int {
    var (count, isCode, folds) = (0, false, 0)
    for line in page.split(separator: "\n") {
      if line.hasPrefix("```") { isCode.toggle() }
      if line.hasPrefix("<details>") { folds += 1 }
      if !isCode && folds == 0 && !line.hasPrefix("|") && !line.hasPrefix("![") {
        count += line.split { !$0.isLetter }.count { $0.count > 1 }
      }
      if line.hasPrefix("</details>") { folds -= 1 }
    }
    return count
  }

  @Test func `the book's contents count its pages, and the minutes that they take`() throws {
    let contents = try String(
      contentsOf: Self.output.appending(path: "README.md"), encoding: .utf8)
    for chapter in BookChapters.numbers {
      let pages = try Self.pages("chapter\(chapter)")
      let words = try pages.reduce(0) {
        $0 + wordCount(try String(contentsOf: $1, encoding: .utf8))
      }
      let numbered = pages.count { $0.lastPathComponent.first?.isNumber == true }
      let minutes = 5 * Int((Double(words) / 750).rounded())
      let row = contents.split(separator: "\n").first { $0.contains("chapter\(chapter)/README.md") }
      #expect(
        row?.hasSuffix(" \(numbered) | \(minutes) |") == true, "\(row ?? "") \(minutes)")
    }
  }

  @Test(arguments: ["README.md", "Output/README.md", "Output/HISTORY.md", "CONTRIBUTING.md"])
  func `links from outside of the chapters lead to files`(name: String) throws {
    let file = Self.output.deletingLastPathComponent().appending(path: name)
    let parts = try String(contentsOf: file, encoding: .utf8).components(separatedBy: "](")
      .dropFirst()
    let links = parts.map { $0.prefix { $0 != ")" && $0 != "#" } }
      .filter { $0.contains(".") && !$0.hasPrefix("http") }
    #expect(!links.isEmpty)
    for link in links {
      let target = file.deletingLastPathComponent().appending(path: String(link))
      #expect(FileManager.default.fileExists(atPath: target.path), "\(name): \(link)")
    }
  }

  @Test func `the worked number that opens the README is a page's`() throws {
    let readme = try String(
      contentsOf: Self.output.deletingLastPathComponent().appending(path: "README.md"),
      encoding: .utf8)
    let worked = readme.components(separatedBy: "```\n")[1]
    let page = try String(
      contentsOf: Self.output.appending(path: "chapter1/02-line.md"), encoding: .utf8)
    #expect(worked.hasPrefix("x_t[0,2,0] = ") && page.contains(worked))
  }

  @Test func `code on a page is whole: what is opened is closed`() throws {
    var count = 0
    for chapter in try FileManager.default.contentsOfDirectory(atPath: Self.output.path)
    where chapter.hasPrefix("chapter") {
      for page in try Self.pages(chapter) {
        let text = try String(contentsOf: page, encoding: .utf8)
        for code in text.components(separatedBy: "```swift\n").dropFirst() {
          let code = code.prefix(upTo: code.range(of: "```")?.lowerBound ?? code.endIndex)
          count += 1
          for (open, close) in [("{", "}"), ("(", ")"), ("[", "]")] {
            let (opened, closed) = (
              code.components(separatedBy: open).count, code.components(separatedBy: close).count
            )
            #expect(opened == closed, "\(chapter)/\(page.lastPathComponent): \(code.prefix(80))")
          }
        }
      }
    }
    #expect(count > 40)
  }

  @Test func `a wrong line, a wrong product and a wrong sum are noticed`() {
    let page = """
      ```text
      y = a·b + c
        = 0.5123·2 + (−1)
        = 1.0246 + (−1)
        = 0.0246

      z = 0.25·4 = 1
      A0 = 0.25, −2
      B0 = 4, 0.5
      u = A0·B0 + 0.10 = 0.10
      v = A0·(1, 3) = −5.75
      ```

      | input | value | weight | value | product | running sum |
      |---|---|---|---|---|---|
      | `a` | 0.5123 | `b` | 2 | 1.0246 | 1.0246 |
      | | | `c` | −1 | −1 | **0.0246** |
      """
    func wrong(_ a: String, _ b: String) -> Int {
      PrintedLines(page: page.replacing(a, with: b)).wrong.count
    }
    #expect(wrong("", "") == 0)
    #expect(wrong("A0 = 0.25", "A0 = 0.35") == 2)
    #expect(wrong("(1, 3)", "(1, 2)") == 1)
    #expect(wrong("0.25·4 = 1", "0.25·4 = 2") == 1)
    #expect(wrong("= 0.0246\n", "= 0.0248\n") == 2)
    #expect(wrong("0.5123·2 +", "0.5125·2 +") == 1)
    #expect(wrong("| 2 | 1.0246 |", "| 3 | 1.0246 |") == 1)
    #expect(wrong("**0.0246**", "**0.0249**") == 1)
    #expect(wrong("(−1)\n  = 1.0246", "(−1\n  = 1.0246") == 1)
  }

  @Test func `every link to a file leads to one`() throws {
    var links = 0
    for chapter in try FileManager.default.contentsOfDirectory(atPath: Self.output.path)
    where chapter.hasPrefix("chapter") {
      for page in try Self.pages(chapter) {
        let text = try String(contentsOf: page, encoding: .utf8)
        for match in text.matches(of: /\]\(([^)#\s]+)(#[^)]*)?\)/) where !match.1.contains("://") {
          let target = page.deletingLastPathComponent().appending(path: String(match.1))
          links += 1
          #expect(
            FileManager.default.fileExists(atPath: target.standardized.path),
            "\(chapter)/\(page.lastPathComponent) links to \(match.1)")
        }
      }
    }
    #expect(links > 500)
  }

  @Test func `a short name stands for one grid on a page`() throws {
    var names = 0
    for chapter in try FileManager.default.contentsOfDirectory(atPath: Self.output.path)
    where chapter.hasPrefix("chapter") {
      for page in try Self.pages(chapter) {
        let text = try String(contentsOf: page, encoding: .utf8)
        let foot = text.split(separator: "\n").last { $0.hasPrefix("<sub>In the trace:") } ?? ""
        let short = foot.matches(of: /`([^`]+)` is `/).map { String($0.1) }
        names += short.count
        #expect(Set(short).count == short.count, "\(chapter)/\(page.lastPathComponent): \(foot)")
      }
    }
    #expect(names > 500)
  }

  /// The others are passes that repeat a pass spelled out, as the page says.
  @Test
  func
    `every gradient of chapter 4's worked steps stands on a page, and all but its repeated passes`()
    throws
  {
    let readme = try String(
      contentsOf: Self.output.appending(path: "chapter4/README.md"), encoding: .utf8)
    let others = readme.matches(of: /`([a-z0-9_]+)(\.…)?` \(([0-9,]+)\)/).compactMap { match in
      Int(match.3.replacing(",", with: "")).map { (name: String(match.1), count: $0) }
    }
    #expect(others.filter { $0.name == "grad" }.allSatisfy { $0.count <= 2 })
    let passes = ["clip", "nudged", "swap", "walk2", "walk3"]
    for pass in passes { #expect(readme.contains("\(pass).") && readme.contains("`\(pass).…`")) }
    let left = others.filter { !passes.contains($0.name) }
    #expect(!left.isEmpty && left.reduce(0) { $0 + $1.count } < 150)
  }

  @Test func `no page is larger than GitHub renders`() throws {
    for chapter in try FileManager.default.contentsOfDirectory(atPath: Self.output.path) {
      for page in (try? Self.pages(chapter)) ?? [] {
        #expect(try Data(contentsOf: page).count < 400_000, "\(page.lastPathComponent)")
      }
    }
  }

  /// What CONTRIBUTING's style sheet would rather not read.
  static func rejected() throws -> [String] {
    let text = try String(
      contentsOf: output.deletingLastPathComponent().appending(path: "CONTRIBUTING.md"),
      encoding: .utf8)
    let section = text.components(separatedBy: "## How we write")[1].components(
      separatedBy: "\n## ")[0]
    let cells = section.split(separator: "\n").filter { $0.hasPrefix("| `") }.map {
      $0.split(separator: "|")[0]
    }
    return cells.flatMap { cell in
      cell.split(separator: "`", omittingEmptySubsequences: false).enumerated()
        .filter { $0.offset % 2 == 1 }.map { $0.element.lowercased() }
    }
  }

  /// A page's prose in small letters, its lines joined by spaces, without code.
  private func prose(_ page: String) -> String {
    var isCode = false
    let lines = page.split(separator: "\n").filter { line in
      if line.hasPrefix("```") { isCode.toggle() }
      return !isCode && !line.hasPrefix("|")
    }
    let text = lines.joined(separator: " ").lowercased()
    return text.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset % 2 == 0 }.map { String($0.element) }.joined(separator: "…")
  }

  @Test func `the pages keep to the style sheet`() throws {
    let rejected = try Self.rejected()
    #expect(rejected.count > 15)
    for chapter in BookChapters.numbers {
      for page in try Self.pages("chapter\(chapter)") {
        let text = prose(try String(contentsOf: page, encoding: .utf8))
        for phrase in rejected where text.contains(" \(phrase)") {
          Issue.record("chapter\(chapter)/\(page.lastPathComponent): '\(phrase)'")
        }
      }
    }
  }
}
