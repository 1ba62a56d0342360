import Foundation
import Terminal

/// Programs that are run and timed: those of this package lie beside this one.
enum Executable {
  static let folder = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    .deletingLastPathComponent()

  /// Runs a program to its end; `progress` receives what it writes to standard error, as it comes.
  ///
  /// - Throws: `Failure.noInput` if it is not there, `.disagreement` if it fails.
  static func run(
    _ path: String, _ arguments: [String], progress: ((String) -> Void)? = nil
  ) throws {
    guard FileManager.default.isExecutableFile(atPath: path) else {
      throw Failure.noInput("\(path) is missing; build it first: swift build -c release")
    }
    let (process, errors) = (Process(), Pipe())
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = errors
    try process.run()
    while case let data = errors.fileHandleForReading.availableData, !data.isEmpty {
      progress?(String(decoding: data, as: UTF8.self))
    }
    process.waitUntilExit()
    if process.terminationStatus != 0 {
      throw Failure.disagreement("\(path) ended with status \(process.terminationStatus)")
    }
  }
}
