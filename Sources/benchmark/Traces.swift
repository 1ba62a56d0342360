import Foundation
import Terminal
import Tracing

/// Trace files: writing against writing the same bytes, and `trace diff` of equal traces against `cmp`.
enum Traces {
  static func figures(lines: Int) throws -> [Figure] {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "tiny-hat-benchmark-\(ProcessInfo.processInfo.processIdentifier)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (a, b) = (folder.appending(path: "a/trace.tsv"), folder.appending(path: "b/trace.tsv"))
    for file in [a, b] {
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    }
    let values = (0..<lines).map { Double($0) * 0.37 }
    let start = Timing.now()
    let data = Data(
      TraceWriter.text(of: [("x", [lines / 100, 100], values)], settings: []).utf8)
    try data.write(to: a)
    let written = Timing.now() - start
    let raw = try time { try data.write(to: b) }
    let trace = Executable.folder.appending(path: "trace").path
    let diff = try time { try Executable.run(trace, ["diff", a.path, b.path]) }
    let compared = try time { try Executable.run("/usr/bin/cmp", [a.path, b.path]) }
    let millions = Double(lines) / 1e6
    return [
      Figure(
        "trace written / its bytes", raw / written,
        note: "\(Figure.short(millions / written)) M lines/s"),
      Figure(
        "trace diff of equal traces / cmp", compared / diff,
        note: "\(Figure.short(2 * millions / diff)) M lines/s"),
    ]
  }

  private static func time(_ body: () throws -> Void) throws -> Double {
    let start = Timing.now()
    try body()
    return Timing.now() - start
  }
}
