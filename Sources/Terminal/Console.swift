import Foundation

/// Progress and errors on standard error, the summary on standard output.
package struct Console: Sendable {
  private let isQuiet: Bool
  private let isTerminal: Bool

  /// From here on the process ignores the signals that `ignoreWriteSignals` names.
  ///
  /// - Parameter quiet: Whether progress, summaries and pictures are left out.
  package init(quiet: Bool) {
    isQuiet = quiet
    isTerminal = isatty(2) == 1
    Self.ignoreWriteSignals()
  }

  /// One line of progress.
  package func progress(_ text: String) {
    if !isQuiet { Self.write("\(isTerminal ? "\r\u{1b}[K" : "")\(text)\n", to: 2) }
  }

  /// A bar that redraws itself; only on a terminal.
  package func bar(_ label: String, _ done: Int, of total: Int) {
    guard !isQuiet, isTerminal, total > 0 else { return }
    let filled = 24 * done / total
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 24 - filled)
    Self.write("\r\u{1b}[K\(label) \(bar) \(done) of \(total)", to: 2)
    if done == total { Self.write("\r\u{1b}[K", to: 2) }
  }

  /// What a run has to say at its end, and a line feed.
  ///
  /// - Throws: `Failure.inputOutput` if it cannot be written.
  package func summary(_ text: String) throws {
    if !isQuiet { try Self.print(text + "\n") }
  }

  /// A picture made of coloured characters; only on a terminal.
  ///
  /// - Throws: `Failure.inputOutput` if it cannot be written.
  package func paint(_ picture: String) throws {
    if !isQuiet && isatty(1) == 1 { try Self.print(picture) }
  }

  /// Pictures made of coloured characters, each in the place of the one before; only on a terminal. All have
  /// as many lines.
  ///
  /// - Throws: `Failure.inputOutput` if they cannot be written.
  package func play(_ frames: [String]) throws {
    for (n, frame) in frames.enumerated() {
      let lines = frame.count { $0 == "\n" }
      try paint(n == 0 ? frame : "\u{1b}[\(lines)A\(frame)")
      if !isQuiet && isatty(1) == 1 { usleep(60_000) }
    }
  }

  /// A reader that stops reading (`| head`) and a file that may not grow are errors to report, not
  /// reasons to be killed in the middle of writing.
  package static func ignoreWriteSignals() {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
  }

  /// Writes to standard output. A reader that has gone away is no failure.
  ///
  /// - Throws: `Failure.inputOutput` if the text cannot be written, to a full disk for example.
  package static func print(_ text: String) throws {
    if write(text, to: 1) || errno == EPIPE { return }
    throw Failure.inputOutput(
      "cannot write to standard output: \(String(cString: strerror(errno)))")
  }

  /// Ends the program with one line on standard error and the failure's exit code, or `code`.
  ///
  /// Names and file contents in the line may be anybody's: this is where they are made harmless.
  package static func fail(_ program: String, _ error: Error, code: Int32? = nil) -> Never {
    let failure = error as? Failure
    write("\(program): \(failure?.message ?? "\(error)")".onOneLine() + "\n", to: 2)
    exit(code ?? failure?.exitCode ?? 70)
  }

  /// False if not all of it could be written; `errno` then says why.
  @discardableResult
  package static func write(_ text: String, to descriptor: Int32) -> Bool {
    let bytes = Array(text.utf8)
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        Foundation.write(descriptor, buffer.baseAddress.map { $0 + written }, bytes.count - written)
      }
      if count < 0 && errno == EINTR { continue }
      if count <= 0 { return false }
      written += count
    }
    return true
  }
}
