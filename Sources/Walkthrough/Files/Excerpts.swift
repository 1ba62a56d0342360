import Foundation
import Numerics
import Terminal

/// Finds marked regions of the package's own sources, so that code on a page is the code that ran.
package struct Excerpts {
  /// A marked piece of code.
  package struct Excerpt {
    /// The path from the package's root.
    package let file: String
    /// The line after the opening mark, counted from 1.
    package let firstLine: Int
    /// The line before the closing mark.
    package let lastLine: Int
    /// What a page shows: the lines without their common indentation, and without compiler hints.
    package let code: String
  }

  private var found: [String: Excerpt] = [:]

  /// Reads every Swift file under `Sources` and `Chapters`.
  ///
  /// - Throws: `Failure.noInput` if the sources cannot be read.
  package init(package: URL) throws {
    for folder in ["Sources", "Chapters"] {
      let sources = package.appending(path: folder)
      // On Linux there is an enumerator of a missing folder as well: it finds nothing.
      let paths = FileManager.default.enumerator(atPath: sources.path)?.compactMap { $0 as? String }
      guard let files = paths?.filter({ $0.hasSuffix(".swift") }), !files.isEmpty else {
        throw Failure.noInput("cannot read \(sources.path); run inside a clone of the package")
      }
      for path in files {
        guard let text = try? String(contentsOf: sources.appending(path: path), encoding: .utf8)
        else { throw Failure.noInput("cannot read \(sources.appending(path: path).path)") }
        collect(from: text, file: "\(folder)/\(path)")
      }
    }
  }

  private mutating func collect(from text: String, file: String) {
    let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .map(Substring.init)
    var (open, start): (String?, Int) = (nil, 0)
    for (number, line) in lines.enumerated() {
      let trimmed = line.drop { $0 == " " }
      if trimmed.hasPrefix("// excerpt ") {
        (open, start) = (String(trimmed.dropFirst(11)), number + 1)
      } else if trimmed == "// end excerpt", let name = open {
        // How the compiler makes it fast is nobody's lesson.
        let code = lines[start..<number].filter { !$0.contains("@_specialize(") }
        let indent = code.filter { !$0.isEmpty }.map { $0.prefix { $0 == " " }.count }.min() ?? 0
        let shown = code.map { $0.dropFirst(indent) }.joined(separator: "\n")
        found[name] = Excerpt(file: file, firstLine: start + 1, lastLine: number, code: shown)
        open = nil
      }
    }
  }

  func find(_ name: String) -> Excerpt {
    guard let excerpt = found[name] else { stop("no excerpt is marked \(name)") }
    return excerpt
  }
}
