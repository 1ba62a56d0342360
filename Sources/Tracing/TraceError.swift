/// Why a trace cannot be used: the file, the line where there is one, and what is wrong.
package struct TraceError: Error, Equatable, CustomStringConvertible {
  package let file: String
  package let line: Int?
  package let reason: String

  package init(_ file: String, line: Int? = nil, _ reason: String) {
    self.file = file
    self.line = line
    self.reason = reason
  }

  package var description: String { "\(file)\(line.map { ":\($0)" } ?? ""): \(reason)" }
}
