import ByHand
import Formats
import Foundation
import Terminal
import Tracing

/// A run, or two beside each other, as one HTML file in which every number can be asked and changed.
///
/// The page's HTML, CSS and JavaScript stand in the folder `Page` beside this file. What a run brings is packed, deflated and
/// written as base64, so that no name in it can be markup.
package struct RunView {
  /// The whole file.
  package let html: String

  /// A page of the book, and a grid that it shows.
  package typealias Place = (title: String, grid: String)

  /// - Parameters:
  ///   - trace: The run that the page shows.
  ///   - name: What the run is called.
  ///   - places: Which page shows which grid, in reading order.
  ///   - other: A second run, what it is called, and how the two differ.
  ///   - worksheet: Numbers that the page leaves out, to be filled in.
  /// - Throws: `TraceError` if a recipe cannot be read, and `Failure.noInput` where this package's sources are gone.
  package init(
    _ trace: RecordedTrace, name: String, places: [Place] = [],
    other: (trace: RecordedTrace, name: String, diff: Diff)? = nil, worksheet: Worksheet? = nil
  ) throws {
    let head = PackedRun.Head(
      names: [name] + (other.map { [$0.name] } ?? []),
      settings: trace.settings.map { [$0.name, $0.value] },
      sections: try ViewSections(trace, places).sections,
      difference: other.map { ViewDifference($0.diff) },
      exercise: try worksheet.map(ViewBlank.all))
    let packed = try PackedRun(trace, head: head, other: other?.trace)
    let data = Data(Deflate.packed(packed.bytes)).base64EncodedString()
    html = try Self.page(title: name, data: data)
  }

  private static let scripts = ["Elementary", "Run", "Words", "Exercise", "Map", "Panel", "Main"]

  /// The page with its parts put in.
  private static func page(title: String, data: String) throws -> String {
    let script = try scripts.map { try part("\($0).js") } + [operations]
    let parts = [
      "title": escaped(title), "style": try part("View.css"), "data": data,
      "script": script.joined(separator: "\n"),
    ]
    // Cut first: what is put in is not searched again.
    return try part("View.html").split(separator: "{{", omittingEmptySubsequences: false)
      .enumerated().map { n, text in
        guard n > 0, let end = text.firstRange(of: "}}") else { return String(text) }
        return (parts[String(text[..<end.lowerBound])] ?? "") + text[end.upperBound...]
      }.joined()
  }

  private static func part(_ file: String) throws -> String {
    let path = Package.root.appending(path: "Sources/Exports/View/Page/\(file)").path
    return String(decoding: try InputFile.bytes(of: path), as: UTF8.self)
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
  }

  /// Every operation's value and slope, as JavaScript.
  static let operations: String = {
    func body(_ script: String) -> String {
      script.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n")
    }
    let entries = Operation.all.values.filter { !$0.script.isEmpty }.sorted { $0.name < $1.name }
      .map { operation in
        let slope =
          operation.derivativeScript.isEmpty
          ? ""
          : "\n  slope(v, n, result, i) {\n\(body(operation.derivativeScript))\n  },"
        return "\(operation.name): {\n  value(v, n) {\n\(body(operation.script))\n  },\(slope)\n},"
      }
    let given = Operation.all.values.filter(\.isGiven).map { "\"\($0.name)\"" }.sorted()
    return """
      // From Sources/ByHand/Trace/Operation+….swift.
      const operations = {
      \(entries.joined(separator: "\n"))
      };
      const givenKinds = new Set([\(given.joined(separator: ", "))]);
      start();

      """
  }()
}
