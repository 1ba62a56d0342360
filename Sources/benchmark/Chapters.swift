import Foundation
import Terminal

/// The warm time of each chapter: seconds from start to end, the second of two runs, and how they
/// pass between one message of progress and the next; and the most memory that one of them takes. A
/// check runs one chapter only, and briefly.
enum Chapters {
  static func figures(isCheck: Bool) throws -> [Figure] {
    let output = FileManager.default.temporaryDirectory.appending(
      path: "tiny-hat-benchmark-chapters-\(ProcessInfo.processInfo.processIdentifier)")
    defer { try? FileManager.default.removeItem(at: output) }
    let names = try FileManager.default.contentsOfDirectory(atPath: Executable.folder.path)
      .filter { $0.hasPrefix("chapter") && !$0.contains(".") }.sorted()
    let figures = try names.prefix(isCheck ? 1 : names.count).map { name in
      let program = Executable.folder.appending(path: name).path
      let words =
        ["--output", output.appending(path: name).path] + (isCheck ? ["--train", "1"] : [])
      if !isCheck { try Executable.run(program, words) }
      var marks: [(text: String, time: Double)] = [("start", Timing.now())]
      try Executable.run(program, words) { text in
        for line in text.split(separator: "\n") { marks.append((String(line), Timing.now())) }
      }
      marks.append(("end", Timing.now()))
      let parts = zip(marks, marks.dropFirst()).map { before, after in
        "\(before.text): \(Figure.short(after.time - before.time)) s"
      }
      return Figure(
        "\(name), seconds", marks[marks.count - 1].time - marks[0].time,
        note: parts.joined(separator: "; "))
    }
    let peak = Growth.peakMemory(ofChildren: true)
    return figures + [Figure("largest memory of a chapter, MB", peak, atMost: 200)]
  }
}
