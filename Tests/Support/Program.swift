import Foundation

/// A program of this package, run as a user runs it: in a process of its own.
package struct Program {
  package struct Result {
    package let code: Int32
    package let output: String
    package let errors: String
  }

  package let url: URL

  /// The package's programs lie beside the test bundle.
  package init(_ name: String) {
    url = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: name)
  }

  package init(at url: URL) { self.url = url }

  package func process(_ words: [String], in folder: URL) -> Process {
    let process = Process()
    process.executableURL = url
    process.arguments = words
    process.currentDirectoryURL = folder
    return process
  }

  package func run(_ words: [String], in folder: URL, environment: [String: String] = [:]) throws
    -> Result
  {
    try Self.finish(process(words, in: folder), environment)
  }

  /// Runs a line of shell, in which `$0` is this program.
  package func shell(_ line: String, in folder: URL) throws -> Result {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-c", line, url.path]
    process.currentDirectoryURL = folder
    return try Self.finish(process)
  }

  /// Bad input: the exit code, what the line on standard error says, and the words that ask for it.
  package typealias Refusal = (code: Int32, says: String, words: [String])

  /// Runs the program with each bad input, in an empty folder.
  ///
  /// - Returns: What went wrong: another code, no or more than one line, another message, or files left
  ///   behind. Empty if all was refused as it should be.
  package func failures(toRefuse cases: [Refusal]) throws -> [String] {
    let place = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: place) }
    var failures: [String] = []
    for (code, reason, words) in cases {
      let result = try run(["--output=out"] + words, in: place)
      let isOneLine = result.errors.split(separator: "\n").count == 1 && result.output.isEmpty
      if result.code != code || !isOneLine || !result.errors.contains(reason) {
        failures.append("\(words): \(result.code) \(result.output)\(result.errors)")
      }
    }
    let left = try FileManager.default.contentsOfDirectory(atPath: place.path)
    return failures + left.map { "\($0) was left behind" }
  }

  private final class Box: @unchecked Sendable { var data = Data() }

  /// Starts a process and waits for its end.
  package static func finish(_ process: Process, _ environment: [String: String] = [:]) throws
    -> Result
  {
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let (output, errors) = (Pipe(), Pipe())
    (process.standardOutput, process.standardError) = (output, errors)
    try process.run()
    // Both at once: a program that fills one pipe waits until it is read.
    let (group, box) = (DispatchGroup(), Box())
    DispatchQueue.global().async(group: group) {
      box.data = errors.fileHandleForReading.readDataToEndOfFile()
    }
    let text = output.fileHandleForReading.readDataToEndOfFile()
    group.wait()
    let trouble = box.data
    process.waitUntilExit()
    return Result(
      code: process.terminationStatus, output: String(decoding: text, as: UTF8.self),
      errors: String(decoding: trouble, as: UTF8.self))
  }

  /// All files of a folder with their bytes.
  package static func contents(of folder: URL) throws -> [String: Data] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    return try Dictionary(
      uniqueKeysWithValues: names.map { ($0, try Data(contentsOf: folder.appending(path: $0))) })
  }
}
