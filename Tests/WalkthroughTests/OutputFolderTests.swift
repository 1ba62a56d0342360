import Foundation
import Terminal
import Testing

@testable import Walkthrough

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

  func names(_ folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  func refusal(_ folder: URL) -> Failure? {
    do {
      try OutputFolder(folder).discard()
      return nil
    } catch { return error as? Failure }
  }

  @Test func `a folder with somebody's files is not touched, and the first of them is named`()
    throws
  {
    defer { try? FileManager.default.removeItem(at: place) }
    let folder = place.appending(path: "mine")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data("dear diary".utf8).write(to: folder.appending(path: "diary.txt"))
    #expect(refusal(folder)?.exitCode == 73)
    let file = place.appending(path: "file")
    try Data("text".utf8).write(to: file)
    #expect(refusal(file)?.exitCode == 73)
    // Whatever it is called, and also where our own files are.
    let run = place.appending(path: "run")
    for name in ["notes.md", "holiday.png", "03-line.svg", "data.safetensors"] {
      try write("run", to: run)
      try Data("mine".utf8).write(to: run.appending(path: name))
      let failure = refusal(run)
      #expect(failure?.exitCode == 73 && failure?.message.contains("'\(name)'") == true)
      #expect(try String(contentsOf: run.appending(path: name), encoding: .utf8) == "mine")
      try FileManager.default.removeItem(at: run.appending(path: name))
    }
    try FileManager.default.createDirectory(
      at: run.appending(path: "thesis.md/chapter"), withIntermediateDirectories: true)
    #expect(refusal(run)?.message.contains("'thesis.md'") == true)
  }

  @Test func `a folder or a link in the place of a file of ours is somebody's, too`() throws {
    defer { try? FileManager.default.removeItem(at: place) }
    let (run, readme) = (place.appending(path: "run"), place.appending(path: "run/README.md"))
    try write("run", to: run)
    try FileManager.default.removeItem(at: readme)
    #expect(refusal(run) == nil)
    try FileManager.default.createDirectory(at: readme, withIntermediateDirectories: true)
    #expect(refusal(run)?.message.contains("'README.md'") == true)
    try FileManager.default.removeItem(at: readme)
    try FileManager.default.createSymbolicLink(atPath: readme.path, withDestinationPath: "/etc")
    #expect(refusal(run)?.message.contains("'README.md'") == true)
    #expect(mkfifo(run.appending(path: "pipe").path, 0o600) == 0)
    #expect(refusal(run) != nil)
  }

  @Test func `a file that comes while a run computes stops it, and the old output stays`() throws {
    defer { try? FileManager.default.removeItem(at: place) }
    let folder = place.appending(path: "out")
    try write("one", to: folder)
    let output = try OutputFolder(folder)
    try output.write("README.md", "two".utf8)
    try Data("mine".utf8).write(to: folder.appending(path: "notes.md"))
    #expect(throws: Failure.self) { try output.commit() }
    output.discard()
    #expect(try readme(folder).hasSuffix("one"))
    #expect(try names(folder) == ["README.md", "files.txt", "notes.md"])
  }

  @Test func `the list names what was written, and only a list of ours counts`() throws {
    defer { try? FileManager.default.removeItem(at: place) }
    let folder = place.appending(path: "out")
    try write("one", to: folder)
    let list = folder.appending(path: "files.txt")
    let text = try String(contentsOf: list, encoding: .utf8)
    #expect(text.hasPrefix("# Written by Tiny Hat") && text.hasSuffix(".\nREADME.md\n"))
    try Data("README.md\nnotes.md\n".utf8).write(to: list)
    #expect(refusal(folder)?.message.contains("'files.txt'") == true)
  }

  @Test func `a folder from before there were lists is adopted, but for what no page leads to`()
    throws
  {
    defer { try? FileManager.default.removeItem(at: place) }
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    let texts = [
      "README.md": "\(OutputFolder.mark). -->\n[Data](01-data.md#top) ![](all.svg)",
      "01-data.md": "<img src=\"01-data.svg\"> [next](02-noise.md)", "02-noise.md": "noise",
      "01-data.svg": "", "all.svg": "", "trace.tsv": "", "tensors.safetensors": "",
    ]
    let folder = place.appending(path: "old")
    for extra in [nil, "notes.md", "02-noise.png"] {
      try? FileManager.default.removeItem(at: folder)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      for (name, text) in texts {
        try Data(text.utf8).write(to: folder.appending(path: name))
      }
      if let extra { try Data("mine".utf8).write(to: folder.appending(path: extra)) }
      #expect(extra.map { refusal(folder)?.message.contains($0) == true } ?? true)
      if extra == nil {
        try write("new", to: folder)
        #expect(try names(folder) == ["README.md", "files.txt"])
      }
    }
  }

  @Test func `the committed output is adopted, or has its list`() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    for chapter in ["chapter0", "chapter1"] {
      let folder = root.appending(path: "Output/\(chapter)")
      #expect(Manifest.foreign(in: folder) == nil, "\(chapter)")
    }
  }

  @Test func `a link is followed, and stays; one that leads nowhere is refused`() throws {
    defer { try? FileManager.default.removeItem(at: place) }
    try FileManager.default.createDirectory(
      at: place.appending(path: "real"), withIntermediateDirectories: true)
    func link(_ name: String, to other: String) throws -> URL {
      let link = place.appending(path: name)
      try FileManager.default.createSymbolicLink(atPath: link.path, withDestinationPath: other)
      return link
    }
    let good = try link("link", to: "real")
    try write("one", to: good)
    try write("two", to: good)
    #expect(try readme(place.appending(path: "real")).hasSuffix("two"))
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: good.path) == "real")
    #expect(try refusal(link("dangling", to: "nothing"))?.message.contains("nowhere") == true)
    #expect(try refusal(link("loop", to: "loop"))?.message.contains("nowhere") == true)
    #expect(try names(place) == ["dangling", "link", "loop", "real"])
  }

  @Test(arguments: [".", "./", "..", "/", "/.", "Sources/.."])
  func `the folder that we are in, and those around it, are refused`(path: String) {
    #expect(refusal(URL(filePath: path))?.message.contains("while you are in it") == true)
  }

  @Test func `without an exchange in one step, the old output is moved aside and back`() throws {
    defer { try? FileManager.default.removeItem(at: place) }
    let folder = place.appending(path: "out")
    for text in ["one", "two"] {
      let output = try OutputFolder(folder, canExchange: false)
      try output.write("README.md", "\(OutputFolder.mark). -->\n\(text)".utf8)
      try output.commit()
      #expect(try readme(folder).hasSuffix(text))
      #expect(try names(place) == ["out"])
    }
    // Killed between the two moves: the old output has another name, and its place is empty.
    let gone = place.appending(path: ".out.999999999.\(UUID().uuidString)")
    try FileManager.default.moveItem(at: folder, to: gone.appendingPathExtension("old"))
    try FileManager.default.createDirectory(at: gone, withIntermediateDirectories: true)
    let output = try OutputFolder(folder)
    #expect(try readme(folder).hasSuffix("two"))
    output.discard()
    #expect(try names(place) == ["out"])
  }
}

@Suite struct ExcerptsTests {
  @Test func `sources that are gone are an error, not a crash`() throws {
    let place = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: place) }
    #expect(throws: Failure.self) { try Excerpts(package: place) }
    try FileManager.default.createDirectory(
      at: place.appending(path: "Sources"), withIntermediateDirectories: true)
    #expect(throws: Failure.self) { try Excerpts(package: place) }
  }
}
