import Foundation

/// Hidden folders that go first where the run is asked to end.
enum Leftovers {
  private static let lock = NSLock()
  nonisolated(unsafe) private static var folders: Set<URL> = []
  /// Where a signal leaves its number; −1 until somebody waits for one.
  nonisolated(unsafe) private static var mailbox: Int32 = -1

  /// Removes the folder where the process is told to end (SIGINT, SIGTERM, SIGHUP).
  static func watch(_ folder: URL) {
    lock.withLock {
      folders.insert(folder)
      if mailbox < 0 { wait() }
    }
  }

  /// The folder is in place, or gone.
  static func forget(_ folder: URL) { _ = lock.withLock { folders.remove(folder) } }

  /// A thread of its own: a queue's might be busy with training. A handler itself may do next to nothing.
  private static func wait() {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return }
    mailbox = ends[1]
    let letters = ends[0]
    Thread.detachNewThread {
      var number: UInt8 = 0
      while read(letters, &number, 1) != 1 {}
      lock.withLock { for folder in folders { try? FileManager.default.removeItem(at: folder) } }
      exit(128 + Int32(number))  // as shells say it of a program that a signal has ended
    }
    // Whoever started the run with `nohup` wants the signal to be ignored.
    for number in [SIGINT, SIGTERM, SIGHUP] where !isIgnored(number) {
      signal(number) { number in
        var letter = UInt8(truncatingIfNeeded: number)
        _ = Foundation.write(Leftovers.mailbox, &letter, 1)
      }
    }
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    sigaction(number, nil, &action)
    #if os(Linux)
      let handler = action.__sigaction_handler.sa_handler
    #else
      let handler = action.__sigaction_u.__sa_handler
    #endif
    return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}
