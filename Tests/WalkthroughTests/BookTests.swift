import ByHand
import Foundation
import Numerics
import Terminal
import Testing

@testable import Walkthrough

@Suite struct BookTests {
  /// Tells some pages in a folder that goes away again; returns the files.
  @discardableResult
  static func tell(
    _ parts: [Outline.Part], contents: (Page) throws -> Void = { $0.contents() }
  ) throws -> [String: String] {
    let place = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: place) }
    let folder = try OutputFolder(place.appending(path: "book"))
    let trace = Trace()
    let weight = trace.given(.parameter, "layer.weight", [2, 3], [1, 2, 3, 4, 5, 6])
    let bias = trace.given(.parameter, "layer.bias", [2], [7, 8])
    _ = trace.grid("sum", 2) { weight[$0, 0] + bias[$0] }
    let book = Book(
      Outline(parts), trace: trace, origin: "drawn", excerpts: try Excerpts(package: Package.root),
      check: { _ in "✓" })
    try book.write(to: folder, readme: "The book", contents: contents)
    try folder.commit()
    let target = place.appending(path: "book")
    let names = try FileManager.default.contentsOfDirectory(atPath: target.path)
    return try Dictionary(
      uniqueKeysWithValues: names.map {
        ($0, try String(contentsOf: target.appending(path: $0), encoding: .utf8))
      })
  }

  @Test func `numbers, links, trails and contents follow from the outline`() throws {
    let files = try Self.tell([
      .init(
        "There",
        [
          .init("start", "The `start`", step: "start") { page in
            page.text("See \(page.link("back")), \(page.links(from: "start", to: "middle")).")
          },
          .init("middle", "The middle", step: "middle") { $0.text("Nothing.") },
        ]),
      .init("Back", [.init("back", "The way back") { $0.keep("Enough.") }]),
    ])
    #expect(
      Set(files.keys).isSuperset(of: ["01-start.md", "02-middle.md", "03-back.md", "README.md"]))
    let start = try #require(files["01-start.md"])
    #expect(start.contains("[Contents](README.md) · [2 · The middle →](02-middle.md)"))
    #expect(start.contains("# 1 · The `start`\n\n<sub>**start** › middle</sub>"))
    #expect(
      start.contains("See [page 3](03-back.md), pages [1](01-start.md) to [2](02-middle.md)."))
    #expect(try #require(files["02-middle.md"]).contains("[← 1 · The start](01-start.md)"))
    #expect(try #require(files["03-back.md"]).contains("<sub>") == false)
    let readme = try #require(files["README.md"])
    #expect(readme.contains("**There**\n\n- [1 · The `start`](01-start.md)\n- [2 · The middle]"))
  }

  @Test func `a page links to the parameters of its sums, unless it shows them itself`() throws {
    let files = try Self.tell([
      .init(
        "All",
        [
          .init("given", "Given") { $0.table($0.trace.recorded("layer.weight")) },
          .init("sums", "Sums") { $0.lines([$0.trace.recorded("sum")[1]]) },
          .init("both", "Both") { page in
            page.table(page.trace.recorded("layer.bias"))
            page.lines([page.trace.recorded("sum")[0]])
          },
        ])
    ])
    let sums = try #require(files["02-sums.md"])
    #expect(
      sums.contains(
        "used here: `layer.weight` on [page 1](01-given.md); `layer.bias` on [page 3](03-both.md).")
    )
    let both = try #require(files["03-both.md"])
    #expect(both.contains("used here: `layer.weight` on [page 1](01-given.md)."))
    #expect(!(try #require(files["01-given.md"])).contains("used here"))
  }

  @Test func `an inventory takes names, shapes and counts from the recording`() throws {
    let files = try Self.tell([
      .init(
        "All",
        [
          .init("page", "A page") { page in
            page.inventory([.parameters("`W`, `b`", "layer"), .input("x", origin: "outside")])
          }
        ])
    ])
    let page = try #require(files["01-page.md"])
    #expect(page.contains("`W`, `b` = `layer.weight`, `.bias` | 2×3 and 2: **8 numbers** | drawn"))
  }

  @Test func `a picture drawn twice is refused, not overwritten`() async {
    await #expect(processExitsWith: .failure) {
      try BookTests.tell([
        .init(
          "All",
          [
            .init("page", "A page") { page in
              page.picture("a.svg", "first".utf8, alt: "")
              page.picture("a.svg", "second".utf8, alt: "")
            }
          ])
      ])
    }
  }

  @Test(arguments: ["      - a list", "x\n      | a | table |", "      # a heading"])
  func `a block that Markdown would take for code is refused`(text: String) async {
    await #expect(processExitsWith: .failure) { [text] in
      try BookTests.tell([.init("All", [.init("page", "A page") { $0.text(text) }])])
    }
  }

  @Test func `a link names another chapter's page, and one to no page is refused`() throws {
    let output = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: output) }
    let chapter = output.appending(path: "chapter4")
    try FileManager.default.createDirectory(at: chapter, withIntermediateDirectories: true)
    try Data().write(to: chapter.appending(path: "12-words.md"))
    let others = OtherChapters(output: output)
    #expect(
      try others.resolved("as [there](chapter4/words#why), so", up: "../", on: "01-here")
        == "as [there](../chapter4/12-words.md#why), so")
    #expect {
      try others.resolved("[gone](chapter4/word)", up: "../", on: "01-here")
    } throws: { error in
      (error as? Failure)?.message.contains("01-here links to chapter4/word,") == true
    }
  }
}
