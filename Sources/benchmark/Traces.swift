import Foundation
import Numerics
import Terminal
import Tracing

/// Trace files: writing against writing the same bytes, `trace diff` of equal traces against `cmp`, and how
/// long the tools take for a worked step's trace.
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
    let text = TraceWriter.text(of: [("x", [lines / 100, 100], values)], settings: [])
    try text.pieces.write(to: a)
    let written = Timing.now() - start
    let data = try Data(contentsOf: a)
    let raw = try time { try data.write(to: b) }
    let trace = Executable.folder.appending(path: "trace").path
    let diff = try time { try Executable.run(trace, ["diff", a.path, b.path]) }
    let compared = try time { try Executable.run("/usr/bin/cmp", [a.path, b.path]) }
    let millions = Double(lines) / 1e6
    return try [
      Figure(
        "trace written / its bytes", raw / written,
        note: "\(Figure.short(millions / written)) M lines/s"),
      Figure(
        "trace diff of equal traces / cmp", compared / diff,
        note: "\(Figure.short(2 * millions / diff)) M lines/s"),
    ] + tools(in: folder, most: lines / 10)
  }

  /// Seconds of `trace diff`, `why` and `verify` for a worked step's trace, against its lines.
  private static func tools(in folder: URL, most: Int) throws -> [Figure] {
    let (sizes, names) = ([most / 10, most / 3, most], ["diff", "why", "verify"])
    var points: [String: [(size: Double, cost: Double)]] = [:]
    for size in sizes {
      let trace = Tape.step(scalars: size)
      let files = ["a", "b"].map { folder.appending(path: "\($0)/trace.tsv") }
      for file in files {
        try TraceWriter.text(of: trace, version: "1", settings: []).pieces.write(to: file)
      }
      let words = [
        "diff": [files[0].path, files[1].path], "why": [files[0].path, "loss"],
        "verify": [files[0].path],
      ]
      for name in names {
        let tool = Executable.folder.appending(path: "trace").path
        let seconds = try (0..<3).map { _ in
          try time { try Executable.run(tool, [name] + (words[name] ?? [])) }
        }
        points[name, default: []].append((Double(trace.nodes.count), seconds.min() ?? 0))
      }
    }
    return names.flatMap { name -> [Figure] in
      let all = points[name] ?? []
      let perMillion = (all.last?.cost ?? 0) / (all.last?.size ?? 1) * 1e6
      return [
        Figure("trace \(name), seconds a million lines", perMillion, atMost: 1),
        Growth.figure("trace \(name), seconds by lines", all),
      ]
    }
  }

  private static func time(_ body: () throws -> Void) throws -> Double {
    let start = Timing.now()
    try body()
    return Timing.now() - start
  }
}
