/// Why a trace cannot be used: the file, the line where there is one, and what is wrong.
package struct TraceError: Error, Equatable, CustomStringConvertible {
  /// The trace's path, or the name that came with its text.
  package let file: String
  /// Counted from 1; nil where no single line is to blame.
  package let line: Int?
  /// What is wrong, in one line.
  package let reason: String

  /// - Parameters:
  ///   - file: The trace's path, or the name that came with its text.
  ///   - line: Counted from 1.
  ///   - reason: What is wrong, in one line.
  package init(_ file: String, line: Int? = nil, _ reason: String) {
    self.file = file
    self.line = line
    self.reason = reason
  }

  /// `file:line: reason`, or `file: reason`.
  package var description: String { "\(file)\(line.map { ":\($0)" } ?? ""): \(reason)" }

  static func longLine(_ file: String, _ line: Int) -> TraceError {
    TraceError(file, line: line, "not a trace: the line is longer than 16 MiB")
  }
}
