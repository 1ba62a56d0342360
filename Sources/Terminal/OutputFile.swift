import Foundation

/// Single files that a command writes where it is told to.
package enum OutputFile {
  /// Whether a file may be written there: its path names one, and there is none yet.
  ///
  /// - Parameters:
  ///   - path: Of the file to write, as somebody typed it.
  ///   - example: Of a file's name, for the message.
  /// - Throws: `Failure.cannotCreate`.
  package static func check(_ path: String, example: String) throws {
    if path.isEmpty || path.contains("\u{fffd}") {
      throw Failure.cannotCreate(
        "'\(path.onOneLine())' cannot name a file; give the new file's name, such as \(example)")
    }
    if FileManager.default.fileExists(atPath: path) {
      throw Failure.cannotCreate("\(path.onOneLine()) exists; remove it or take another name")
    }
  }

  /// Writes all of a file, or none of it.
  ///
  /// - Throws: `Failure.cannotCreate`.
  package static func write(_ bytes: [UInt8], to path: String) throws {
    do {
      try Data(bytes).write(to: URL(asGiven: path), options: .atomic)
    } catch {
      throw Failure.cannotCreate(
        "cannot write \(path.onOneLine()); is its folder there, and yours to write to?")
    }
  }
}
