import Foundation
import Numerics
import Terminal
import Testing

@testable import ChapterKit

@Suite struct TrialFileTests {
  struct Row: ExperimentRow {
    let size: Int
    static let columns = ["size", "kind"]
    var cells: [String] { ["\(size)", "plain"] }
  }

  let root = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
  static let experiment = Experiment(
    "sizes", "What size does", rows: [Row(size: 1), Row(size: 2)], measures: ["sum", "third"],
    starts: 2, seconds: 1
  ) { row, random in [Double(row.size) + random["x"].uniform(0), Double(row.size) / 3] }

  var file: TrialFile { TrialFile(Self.experiment, chapter: 9, root: root) }

  func write(_ text: String) throws {
    let folder = file.url.deletingLastPathComponent()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file.url)
  }

  @Test func `lines are kept in declared order, whatever the order they come in`() throws {
    defer { try? FileManager.default.removeItem(at: root) }
    #expect(try file.lines().isEmpty)
    for (row, seed) in [(1, 3), (0, 3), (1, 2), (0, 2)] {
      try file.add(Self.experiment.line(row: row, seed: seed))
    }
    let lines = try file.lines()
    #expect(lines.map(\.row) == [0, 0, 1, 1] && lines.map(\.seed) == [2, 3, 2, 3])
    let text = try String(contentsOf: file.url, encoding: .utf8)
    #expect(text.hasPrefix("size\tkind\tseed\tsum\tthird\n1\tplain\t2\t") && text.hasSuffix("\n"))
    #expect(text.contains("\t0.3333333333333333\n"))
    // Made anew, the numbers are the same to the last bit.
    #expect(try lines == lines.map { try Self.experiment.line(row: $0.row, seed: $0.seed) })
  }

  @Test func `pages read means and spreads, and say what is missing`() throws {
    defer { try? FileManager.default.removeItem(at: root) }
    for (row, seed) in [(0, 2), (0, 3), (1, 2)] {
      try file.add(Self.experiment.line(row: row, seed: seed))
    }
    #expect(throws: Failure.self) { try Trials(file, called: "chapter9") }
    do { _ = try Trials(file, called: "chapter9") } catch {
      let failure = try #require(error as? Failure)
      #expect(failure.exitCode == 66 && failure.message.contains("1 of 2 starts of 2, plain"))
      #expect(failure.message.contains("experiments chapter9/sizes"))
    }
    try file.add(Self.experiment.line(row: 1, seed: 3))
    let trials = try Trials(file, called: "chapter9")
    #expect(trials.count == 4)
    #expect(trials.measured("third", of: Row(size: 2)).mean == 2.0 / 3)
    #expect(trials.separation("third", Row(size: 1), Row(size: 2)).isClear)
  }

  @Test(arguments: [
    ("", "line 1: its columns should be size, kind, seed, sum, third"),
    ("size\tseed\n", "line 1: its columns"),
    ("size\tkind\tseed\tsum\tthird\n1\tplain\t2\t1", "line 2: it has 4 cells, not 5"),
    ("size\tkind\tseed\tsum\tthird\n3\tplain\t2\t1\t1\n", "no row of the experiment"),
    ("size\tkind\tseed\tsum\tthird\n1\tplain\t-2\t1\t1\n", "'-2' is no seed"),
    ("size\tkind\tseed\tsum\tthird\n1\tplain\t2\tnan\t1\n", "'nan' is no finite number"),
    ("size\tkind\tseed\tsum\tthird\n1\tplain\t2\t1\t1\n1\tplain\t2\t1\t1\n", "stand above"),
    ("size\tkind\tseed\tsum\tthird\n\n", "line 2: it has 1 cells"),
  ])
  func `a damaged file is told of with its line`(text: String, reason: String) throws {
    defer { try? FileManager.default.removeItem(at: root) }
    try write(text)
    do {
      _ = try file.lines()
      Issue.record("'\(text)' was taken")
    } catch {
      let failure = try #require(error as? Failure)
      #expect(failure.exitCode == 65 && failure.message.contains(reason), "\(failure.message)")
    }
  }
}
