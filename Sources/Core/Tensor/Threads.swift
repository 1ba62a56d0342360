import Dispatch
import Foundation

/// Sharing work out among threads.
///
/// Only whole results are shared out (rows, columns, entries of a batch), never the terms of one
/// sum: so every bit is the same for any number of threads.
enum Threads {
  /// `TINYHAT_THREADS`, or as many as the machine has processors.
  nonisolated(unsafe) static var count: Int = {
    let wanted = ProcessInfo.processInfo.environment["TINYHAT_THREADS"].flatMap { Int($0) }
    return max(1, wanted ?? ProcessInfo.processInfo.activeProcessorCount)
  }()

  /// Does `body` for ranges that together are 0 ..< n, side by side if the work is worth it.
  ///
  /// - Parameters:
  ///   - unit: Ranges begin at multiples of it.
  ///   - work: About how many multiplications there are to do.
  static func split(_ n: Int, by unit: Int = 1, work: Int, _ body: (Range<Int>) -> Void) {
    let units = (n + unit - 1) / unit
    let parts = min(count, units, work / 1_000_000)
    if parts < 2 { return body(0..<n) }
    withoutActuallyEscaping(body) { body in
      // Ranges do not overlap, so neither do the threads' writes.
      nonisolated(unsafe) let body = body
      @Sendable func run(_ part: Int) {
        let (first, next) = (units * part / parts * unit, units * (part + 1) / parts * unit)
        body(first..<min(next, n))
      }
      // Not `concurrentPerform`: on Linux it was seen to run all parts on one thread.
      let others = DispatchGroup()
      for part in 1..<parts { DispatchQueue.global().async(group: others) { run(part) } }
      run(0)
      others.wait()
    }
  }
}
