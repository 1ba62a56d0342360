import Foundation
import Terminal
import Testing
import Walkthrough

@Suite struct OutputFolderTests {
  let place = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)

  func write(_ text: String, to folder: URL) throws {
    let output = try OutputFolder(folder)
    try output.write("README.md", "\(OutputFolder.mark). -->\n\(text)".utf8)
    try output.commit()
  }

  func readme(_ folder: URL) throws -> String {
    try String(contentsOf: folder.appending(path: "README.md"), encoding: .utf8)
  }

  @Test func `a run replaces what an earlier run wrote, and leaves nothing beside it`() throws {
    defer { try? FileManager.default.removeItem(at: place) }
    let folder = place.appending(path: "out")
    try write("one", to: folder)
    try write("two", to: folder)
    #expect(try readme(folder).hasSuffix("two"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: place.path) == ["out"])
  }

  @Test func `a run that fails leaves the old output whole`() throws {
    defer { try? FileManager.default.removeItem(at: place) }
    let folder = place.appending(path: "out")
    try write("one", to: folder)
    let output = try OutputFolder(folder)
    try output.write("README.md", "half".utf8)
    output.discard()
    #expect(try readme(folder).hasSuffix("one"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: place.path) == ["out"])
  }

  @Test func `a folder with somebody's files is not touched`() throws {
    defer { try? FileManager.default.removeItem(at: place) }
    let folder = place.appending(path: "mine")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data("dear diary".utf8).write(to: folder.appending(path: "diary.txt"))
    #expect(throws: Failure.self) { try OutputFolder(folder) }
    try write("run", to: place.appending(path: "run"))
    try Data("note".utf8).write(to: place.appending(path: "run/note.txt"))
    #expect(throws: Failure.self) { try OutputFolder(place.appending(path: "run")) }
    let file = place.appending(path: "file")
    try Data("text".utf8).write(to: file)
    #expect(throws: Failure.self) { try OutputFolder(file) }
  }
}
