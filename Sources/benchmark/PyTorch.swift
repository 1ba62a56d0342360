import Foundation
import Terminal

/// PyTorch's times for the same work, where a Python with torch is found: `python3`, or what
/// TINYHAT_PYTHON names.
enum PyTorch {
  /// Milliseconds: as it runs by itself, and compiled where that was measured.
  struct Times {
    let eager: Double
    let compiled: Double?
  }

  /// By the name of what is measured and the threads; empty without torch.
  ///
  /// - Parameter options: What `Tests/PyTorch/steps.py` is asked for.
  static func times(_ options: [String], isCheck: Bool) -> [String: [Int: Times]] {
    let script = Package.root.appending(path: "Tests/PyTorch/steps.py").path
    let python = ProcessInfo.processInfo.environment["TINYHAT_PYTHON"] ?? "python3"
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [python, script] + options
    let output = Pipe()
    (process.standardOutput, process.standardError) = (output, FileHandle.nullDevice)
    guard !isCheck, (try? process.run()) != nil else { return [:] }
    let text = String(
      decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    var times: [String: [Int: Times]] = [:]
    for line in text.split(separator: "\n") {
      let fields = line.split(separator: "\t")
      guard fields.count >= 3, let threads = Int(fields[1]), let eager = Double(fields[2]) else {
        continue
      }
      times[String(fields[0]), default: [:]][threads] = Times(
        eager: eager, compiled: fields.count > 3 ? Double(fields[3]) : nil)
    }
    return times
  }

  /// How many times as fast as PyTorch we are, with a row more where it was compiled.
  static func figures(
    _ name: String, threads: Int, ours: Double, _ times: Times, note: String
  ) -> [Figure] {
    let who = Figure.name(name, threads: threads)
    let eager = Figure(
      "\(who): PyTorch / ours", times.eager / ours, goal: 1.5,
      note: "\(note), PyTorch \(Figure.short(times.eager)) ms")
    let compiled = times.compiled.map {
      Figure(
        "\(who): compiled / ours", $0 / ours, goal: 1,
        note: "PyTorch compiled \(Figure.short($0)) ms")
    }
    return [eager] + (compiled.map { [$0] } ?? [])
  }
}
