import Foundation

/// Threads that wait for work, in place of Dispatch's: a sleeping thread takes some 25 µs to wake,
/// as long as many of a small model's products, so these stay awake for a moment after each job.
///
/// The parts of a job are taken one by one by whoever is free. The caller takes parts as well; so it
/// waits for no thread that has not begun.
final class ThreadPool: @unchecked Sendable {
  static let shared = ThreadPool()

  /// Held during a job. Whoever finds it taken (from another thread, or from within a part) works alone.
  private let isBusy = NSLock()
  private let start = DispatchSemaphore(value: 0)
  private let end = DispatchSemaphore(value: 0)
  private var threads = 0

  /// Guards what follows.
  private let lock = NSLock()
  private var job: (Int) -> Void = { _ in }
  private var untaken = 0..<0
  private var unfinished = 0

  /// Does `job` for each of 0 ..< parts, in any order and side by side.
  @inline(never)
  func run(_ parts: Int, _ job: (Int) -> Void) {
    guard isBusy.try() else { return (0..<parts).forEach(job) }
    defer { isBusy.unlock() }
    withoutActuallyEscaping(job) { job in
      lock.withLock { (self.job, untaken, unfinished) = (job, 0..<parts, parts) }
      startThreads(parts - 1)
      for _ in 1..<parts { start.signal() }
      if !doParts() { end.waitAwake() }
      lock.withLock { self.job = { _ in } }
    }
  }

  /// Takes parts until none is left. True if the job ended here.
  private func doParts() -> Bool {
    while let part = lock.withLock({ untaken.popFirst() }) {
      call(part)
      let isLast = lock.withLock {
        unfinished -= 1
        return unfinished == 0
      }
      if isLast { return true }
    }
    return false
  }

  /// A function of its own, so that nothing holds the job once its last part is finished. The job
  /// does not change while a part of it is.
  @inline(never)
  private func call(_ part: Int) { job(part) }

  private func startThreads(_ wanted: Int) {
    while threads < wanted {
      threads += 1
      let thread = Thread { [self] in
        while true {
          start.waitAwake()
          if doParts() { end.signal() }
        }
      }
      thread.stackSize = 8 << 20
      thread.start()
    }
  }
}

extension DispatchSemaphore {
  /// Waits, at first without falling asleep but letting others have the processor.
  fileprivate func waitAwake() {
    for _ in 0..<200 {
      if wait(timeout: DispatchTime(uptimeNanoseconds: 0)) == .success { return }
      sched_yield()
    }
    wait()
  }
}
