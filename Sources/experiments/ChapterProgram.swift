import Foundation
import Terminal

/// The program of a chapter, which lies beside this one.
struct ChapterProgram {
  private let name: String

  init(_ name: String) { self.name = name }

  private static let folder = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    .deletingLastPathComponent()

  /// Those that have experiments: a chapter without any is not asked.
  static var all: [ChapterProgram] {
    (0..<10).map { ChapterProgram("chapter\($0)") }.filter {
      let folder = Package.root.appending(
        path: "Chapters/Chapter\($0.name.dropFirst(7))/Experiments")
      return FileManager.default.fileExists(atPath: folder.path)
    }
  }

  /// Runs it to its end; what it says is said.
  ///
  /// - Throws: `Failure.noInput` if it is not built. If it fails, it has said why: this program then ends
  ///   with its code.
  func run(_ words: [String]) throws {
    let process = try process(words)
    try process.run()
    process.waitUntilExit()
    if process.terminationStatus != 0 { exit(process.terminationStatus) }
  }

  /// What it prints.
  ///
  /// - Throws: As `run` does.
  func output(_ words: [String]) throws -> String {
    let (process, pipe) = (try process(words), Pipe())
    process.standardOutput = pipe
    try process.run()
    let text = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    if process.terminationStatus != 0 { exit(process.terminationStatus) }
    return String(decoding: text, as: UTF8.self)
  }

  private func process(_ words: [String]) throws -> Process {
    let url = Self.folder.appending(path: name)
    guard FileManager.default.isExecutableFile(atPath: url.path) else {
      throw Failure.noInput("\(url.path) is missing; build it first: swift build -c release")
    }
    let process = Process()
    process.executableURL = url
    process.arguments = words
    // Two trainings share the cores; none takes both.
    process.environment = ProcessInfo.processInfo.environment.merging(["TINYHAT_THREADS": "1"]) {
      $1
    }
    return process
  }
}
