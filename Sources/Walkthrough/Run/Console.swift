import Foundation

/// Progress and errors on standard error, the summary on standard output.
public struct Console: Sendable {
  private let isQuiet: Bool
  private let isTerminal: Bool

  public init(quiet: Bool) {
    isQuiet = quiet
    isTerminal = isatty(2) == 1
  }

  /// One line of progress.
  public func progress(_ text: String) {
    if !isQuiet { Self.write("\(isTerminal ? "\r\u{1b}[K" : "")\(text)\n", to: 2) }
  }

  /// A bar that redraws itself; only on a terminal.
  public func bar(_ label: String, _ done: Int, of total: Int) {
    guard !isQuiet, isTerminal, total > 0 else { return }
    let filled = 24 * done / total
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 24 - filled)
    Self.write("\r\u{1b}[K\(label) \(bar) \(done) of \(total)", to: 2)
    if done == total { Self.write("\r\u{1b}[K", to: 2) }
  }

  public func summary(_ text: String) {
    if !isQuiet { Self.write(text + "\n", to: 1) }
  }

  /// Ends the program with one line on standard error and the failure's exit code.
  public static func fail(_ program: String, _ error: Error) -> Never {
    let failure = error as? Failure
    write("\(program): \(failure?.message ?? "\(error)")\n", to: 2)
    exit(failure?.exitCode ?? 70)
  }

  public static func write(_ text: String, to descriptor: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count <= 0 { return }
      bytes = bytes.dropFirst(count)
    }
  }
}
