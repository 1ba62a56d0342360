import Foundation
import Terminal

/// PyTorch's times for the same training steps, where a Python with torch is found: `python3`, or what
/// TINYHAT_PYTHON names.
enum PyTorch {
  /// Milliseconds a step, by the step's name and the threads; empty without torch.
  static func steps(isCheck: Bool) -> [String: [Int: Double]] {
    let script = Package.root.appending(path: "Tests/PyTorch/steps.py").path
    let python = ProcessInfo.processInfo.environment["TINYHAT_PYTHON"] ?? "python3"
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [python, script, "--seconds", isCheck ? "0" : "2"]
    let output = Pipe()
    (process.standardOutput, process.standardError) = (output, FileHandle.nullDevice)
    guard !isCheck, (try? process.run()) != nil else { return [:] }
    let text = String(
      decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    var times: [String: [Int: Double]] = [:]
    for line in text.split(separator: "\n") {
      let fields = line.split(separator: "\t")
      guard fields.count == 3, let threads = Int(fields[1]), let time = Double(fields[2]) else {
        continue
      }
      times[String(fields[0]), default: [:]][threads] = time
    }
    return times
  }
}
