import Foundation
import TestSupport
import Testing

/// That every number of a run stands on a page.
@Suite struct EveryNumberTests {
  private let place = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)

  /// The grids of a chapter's run, and the page that shows each first.
  private func run(_ chapter: String) throws -> (grids: Set<String>, pages: [String: String]) {
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: place) }
    let out = place.appending(path: "out")
    let result = try Program(chapter).run(
      ["--steps", "2", "--quiet", "--output", out.path], in: place)
    #expect(result.code == 0, "\(result.errors)")
    func lines(_ name: String) throws -> [Substring] {
      try String(contentsOf: out.appending(path: name), encoding: .utf8).split(separator: "\n")
    }
    let grids = try lines("trace.tsv").filter { !$0.hasPrefix("#") }.map { line in
      String(line.prefix { $0 != "\t" && $0 != "[" })
    }
    let pages = try lines("pages.tsv").map { line in
      let parts = line.split(separator: "\t")
      return (String(parts[1]), String(parts[0]))
    }
    return (Set(grids), Dictionary(uniqueKeysWithValues: pages))
  }

  @Test(arguments: ["chapter1", "chapter2", "chapter3"])
  func `every grid stands on a page, and those of the worked step on one that works them`(
    chapter: String
  ) throws {
    let (grids, pages) = try run(chapter)
    #expect(grids.count > 500)
    #expect(grids.filter { pages[$0] == nil }.sorted() == [])
    // Forward: whatever has a gradient. Backward: the gradients. Then the update, and the pass after it.
    let worked = grids.filter { name in
      grids.contains("grad.\(name)")
        || ["grad.", "updated.", "second.", "adamw.m.", "adamw.v."].contains { name.hasPrefix($0) }
    }.subtracting(["t", "grad.loss"])  // given, and always 1
    #expect(worked.count > 250)
    let rest = worked.filter { name in
      ["-numbers-rest", "-numbers-zero"].contains { pages[name]?.hasSuffix($0) == true }
    }
    #expect(rest.sorted() == [])
  }
}
