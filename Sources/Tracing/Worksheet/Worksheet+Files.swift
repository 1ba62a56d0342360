import Numerics

/// The list that a worksheet keeps beside it, `blanks.tsv`: which blank asks for which line of the trace, and
/// what pages call the grids that it mentions. Grading reads it, so that nothing that is typed into the
/// worksheet can damage it.
extension Worksheet {
  /// The worksheet's own file, the list of its blanks, and the teacher's key.
  package static let (file, list, key) = ("WORKSHEET.md", "blanks.tsv", "ANSWERS.md")
  /// How the list begins.
  private static let mark = "# tiny-hat worksheet"

  /// What a page calls a grid of the trace: `W` for `conv_in.weight`.
  package typealias PageNames = (_ page: String, _ grid: String) -> String

  /// The list's text.
  package func listText(_ names: PageNames) throws -> String {
    var text = "\(Self.mark)\tlevel \(level.rawValue)\tseed \(seed)\n"
    var called: Set<String> = []
    for blank in blanks {
      let part = blank.product.map(String.init) ?? "-"
      text += "\(blank.number)\t\(blank.entry)\t\(part)\t\(blank.page)\n"
      for grid in try mentioned(by: blank).sorted() where called.insert(blank.page + grid).inserted
      {
        text += "name\t\(blank.page)\t\(grid)\t\(names(blank.page, grid))\n"
      }
    }
    return text
  }

  /// The grids that are named where a blank is asked or graded.
  private func mentioned(by blank: Blank) throws -> Set<String> {
    var lines: Set<Int> = []
    func name(_ line: Int) -> String {
      lines.insert(line)
      return trace.lines[line].name
    }
    _ = blank.problem.rows(name) + [blank.problem.head(name), name(blank.problem.line)]
    _ = try blank.problem.mistakes(name)
    return Set(lines.map { String(trace.lines[$0].name.prefix { $0 != "[" }) })
  }

  /// Reads a list.
  ///
  /// - Parameters:
  ///   - text: The list's.
  ///   - file: What errors call it.
  ///   - trace: The run that the list was made for; it has the results.
  /// - Returns: The worksheet, and what its pages call the grids.
  /// - Throws: `TraceError` if it is no list, or does not belong to the trace.
  package static func read(_ text: String, file: String, of trace: RecordedTrace) throws -> (
    sheet: Worksheet, names: PageNames
  ) {
    var (blanks, names) = ([Blank](), [String: String]())
    let lines = text.split(separator: "\n")
    let head = (lines.first ?? "").split(separator: "\t")
    guard head.count == 3, head[0] == mark, head[1].hasPrefix("level "), head[2].hasPrefix("seed "),
      let level = Int(head[1].dropFirst(6)).flatMap(Level.init),
      let seed = UInt64(head[2].dropFirst(5))
    else { throw TraceError(file, "this is no list of a worksheet's blanks") }
    for (n, line) in lines.enumerated().dropFirst() {
      let fields = line.split(separator: "\t").map(String.init)
      func fail(_ why: String) -> TraceError { TraceError(file, line: n + 1, why) }
      guard fields.count == 4 else { throw fail("this line has not four fields") }
      if fields[0] == "name" {
        names["\(fields[1])\t\(fields[2])"] = fields[3]
        continue
      }
      guard Int(fields[0]) == blanks.count + 1 else {
        throw fail("blank \(blanks.count + 1) is missing")
      }
      guard let line = trace.find(fields[1]) else { throw fail("the trace has no \(fields[1])") }
      let part = Int(fields[2]).map { Problem.Part.product($0) } ?? .whole
      let problem = try Problem(trace, line: line, part: part)
      blanks.append(Blank(number: blanks.count + 1, page: fields[3], problem: problem))
    }
    if blanks.isEmpty { throw TraceError(file, "it lists no blanks") }
    return (
      Worksheet(trace, level: level, seed: seed, blanks: blanks),
      { page, grid in names["\(page)\t\(grid)"] ?? grid }
    )
  }

  /// What a page calls the lines of the trace.
  func naming(_ page: String, _ names: @escaping PageNames) -> Problem.Naming {
    { line in
      let name = trace.lines[line].name
      let grid = name.prefix { $0 != "[" }
      return names(page, String(grid)) + name[grid.endIndex...]
    }
  }
}
