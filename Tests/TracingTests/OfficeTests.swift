import Foundation
import TestSupport
import Testing

@testable import Exports
@testable import Tracing

/// Programs that are not ours calculate a run's workbook anew; all cached results are left out before.
///
/// Every cell of every chapter is compared where TINYHAT_SHEETS is set: some minutes.
@Suite(.serialized) struct OfficeTests {
  /// A program that turns a workbook into a table for each sheet.
  struct Office: Sendable, CustomTestStringConvertible {
    let program: String
    /// How far what it writes may lie from what it has calculated.
    let coarseness: Double
    /// Its options, given a folder of its own, to write the sheet S of `run.xlsx` into `run-S.csv`.
    let words: @Sendable (URL) -> [String]

    var testDescription: String { program }

    static let all = [
      // It writes at most 20 decimals.
      Office(program: "soffice", coarseness: 0.5e-20) { place in
        [
          "--headless", "--norestore",
          "-env:UserInstallation=\(place.appending(path: "profile").absoluteString)",
          "--convert-to",
          "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1",
          "run.xlsx",
        ]
      },
      Office(program: "ssconvert", coarseness: 0) { _ in
        [
          "--recalc", "-S", "-T", "Gnumeric_stf:stf_assistant", "-O",
          "separator=, format=raw quoting-mode=auto", "run.xlsx", "run-%s.csv",
        ]
      },
    ]
    static let found = all.filter { office in
      (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
        FileManager.default.isExecutableFile(atPath: "\($0)/\(office.program)")
      }
    }
  }

  static let isAsked = ProcessInfo.processInfo.environment["TINYHAT_SHEETS"] != nil

  @Test(.enabled(if: !Office.found.isEmpty), arguments: Office.found)
  func `another program gives the trace's numbers`(office: Office) throws {
    try Self.inFolder { try check(Sample.trained(), pages: [], office, in: $0) }
  }

  /// A chapter's own run: its trace, and which page shows which grid.
  static func run(of chapter: Int, in place: URL) throws
    -> (trace: RecordedTrace, places: [(page: String, grid: String)])
  {
    let run = try Program("chapter\(chapter)").run(["--quiet", "--output", "run"], in: place)
    #expect(run.code == 0, "\(run.errors)")
    func text(_ file: String) throws -> String {
      try String(contentsOf: place.appending(path: "run/\(file)"), encoding: .utf8)
    }
    let places = try text("pages.tsv").split(separator: "\n").map { line in
      let fields = line.split(separator: "\t").map(String.init)
      return (page: fields[0], grid: fields[1])
    }
    return (try RecordedTrace(.text(text("trace.tsv"), name: "chapter\(chapter)")), places)
  }

  @Test(
    .enabled(if: isAsked && !Office.found.isEmpty), arguments: BookChapters.numbers, Office.found)
  func `another program gives every number of a chapter`(chapter: Int, office: Office) throws {
    try Self.inFolder { place in
      let (trace, pages) = try Self.run(of: chapter, in: place)
      try check(trace, pages: pages, office, in: place)
    }
  }

  static func inFolder(_ body: (URL) throws -> Void) throws {
    let place = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: place) }
    try body(place)
  }

  /// Lets a program calculate a trace's workbook, and compares every cell.
  private func check(
    _ trace: RecordedTrace, pages: [(page: String, grid: String)], _ office: Office, in place: URL
  ) throws {
    var workbook = try Workbook(trace, pages: pages, hasValues: false)
    try Data(workbook.bytes()).write(to: place.appending(path: "run.xlsx"))
    let tables = try Self.calculate(office, in: place)
    let most = try compare(trace, workbook.layout, tables, office.coarseness)
    try checkHelpers(workbook, tables)
    print("\(trace.name) by \(office.program): at most \(most.share) of the limit (\(most.name))")
  }

  /// Lets a program calculate `run.xlsx`.
  ///
  /// - Returns: The rows of each sheet.
  static func calculate(_ office: Office, in place: URL) throws -> [String: [[String]]] {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [office.program] + office.words(place)
    process.currentDirectoryURL = place
    // Gnumeric tells of every coloured area.
    (process.standardOutput, process.standardError) = (
      FileHandle.nullDevice, FileHandle.nullDevice
    )
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return try tables(place)
  }

  /// Compares every cell; returns where most of the limit is used.
  private func compare(
    _ trace: RecordedTrace, _ layout: Layout, _ sheets: [String: [[String]]], _ coarseness: Double
  ) throws -> (share: Double, name: String) {
    let tables = try layout.sheets.map { try #require(sheets[$0.name]) }
    let limits = try SheetLimits(trace)
    var most = (share: 0.0, name: "")
    for grid in trace.grids {
      for (offset, exact) in limits.limits(of: grid).enumerated() {
        let limit = exact + coarseness
        let (at, line) = (layout.cell(of: grid.first + offset), trace.lines[grid.first + offset])
        let shown = tables[at.sheet][at.row - 1][at.column - 1]
        let value = try #require(Double(shown), "\(line.name) is '\(shown)'")
        let difference = (value - line.value).magnitude
        #expect(difference <= limit, "\(line.name): \(value) for \(line.value), limit \(limit)")
        if difference > most.share * limit { most = (difference / limit, line.name) }
      }
    }
    return most
  }

  /// The parts of long sums.
  private func checkHelpers(_ workbook: Workbook, _ sheets: [String: [[String]]]) throws {
    if workbook.helpers.isEmpty { return }
    let table = try #require(sheets[Workbook.helperSheet])
    for (n, helper) in workbook.helpers.enumerated() {
      let value = try #require(Double(table[n + 1][1]))
      let size = helper.formula.terms.reduce(0) { $0 + $1.value.magnitude }
      #expect((value - helper.value).magnitude <= 1e-12 * size)
    }
  }

  /// The rows of each sheet, from `run-SHEET.csv`.
  private static func tables(_ place: URL) throws -> [String: [[String]]] {
    var tables: [String: [[String]]] = [:]
    for file in try FileManager.default.contentsOfDirectory(atPath: place.path)
    where file.hasSuffix(".csv") {
      let text = try String(contentsOf: place.appending(path: file), encoding: .utf8)
      tables[String(file.dropFirst(4).dropLast(4))] =
        text.split(separator: "\n", omittingEmptySubsequences: false).map(fields)
    }
    return tables
  }

  /// The fields of a line of comma-separated values, where quotes may hold commas.
  private static func fields(_ line: Substring) -> [String] {
    var (fields, isQuoted) = ([""], false)
    for character in line {
      if character == "\"" {
        isQuoted.toggle()
      } else if character == "," && !isQuoted {
        fields.append("")
      } else {
        fields[fields.count - 1].append(character)
      }
    }
    return fields
  }
}
