import Foundation

/// Sharing work out among threads.
///
/// Only whole results are shared out (rows, columns, entries of a batch), never the terms of one
/// sum: so every bit is the same for any number of threads.
package enum Threads {
  /// `TINYHAT_THREADS`, or as many as the machine has processors.
  nonisolated(unsafe) static var count: Int = {
    let wanted = ProcessInfo.processInfo.environment["TINYHAT_THREADS"].flatMap { Int($0) }
    return max(1, wanted ?? ProcessInfo.processInfo.activeProcessorCount)
  }()

  /// Does `body` with at most so many threads, to compare their times or their results.
  package static func limited<Result>(to limit: Int, _ body: () throws -> Result) rethrows -> Result
  {
    let before = count
    count = min(before, limit)
    defer { count = before }
    return try body()
  }

  /// Does `body` for ranges that together are 0 ..< n, side by side if the work is worth it.
  ///
  /// - Parameters:
  ///   - unit: Ranges begin at multiples of it.
  ///   - work: About how many multiplications there are to do.
  @inline(never)
  static func split(_ n: Int, by unit: Int = 1, work: Int, _ body: (Range<Int>) -> Void) {
    let units = (n + unit - 1) / unit
    let parts = min(count, units, work / leastWork)
    if parts < 2 { return body(0..<n) }
    ThreadPool.shared.run(parts) { part in
      let (first, next) = (units * part / parts * unit, units * (part + 1) / parts * unit)
      body(first..<min(next, n))
    }
  }

  /// The same for ranges of entries with which little is done, or of rows of so many entries.
  @inline(__always)
  static func splitEntries(_ n: Int, each length: Int = 1, _ body: (Range<Int>) -> Void) {
    split(n, by: length > 1 ? 8 : 64, work: 8 * n * length, body)
  }

  /// As many ranges as there are threads, about equally long, that together are 0 ..< n; fewer if n is smaller.
  package static func ranges(of n: Int) -> [Range<Int>] {
    let parts = min(count, n)
    return (0..<parts).map { n * $0 / parts..<n * ($0 + 1) / parts }
  }

  /// How many multiplications a thread must have to do, or asking it would take longer.
  private static let leastWork = 200_000
}

extension Array {
  /// What `body` makes of each entry, in their order: each thread does some of them, and whatever `body` calls there
  /// works alone.
  package func concurrentMap<Result>(_ body: (Element) -> Result) -> [Result] {
    let ranges = Threads.ranges(of: count)
    if ranges.count < 2 { return map(body) }
    return [Result](unsafeUninitializedCapacity: count) { results, made in
      guard let start = results.baseAddress else { return }
      ThreadPool.shared.run(ranges.count) { part in
        for i in ranges[part] { (start + i).initialize(to: body(self[i])) }
      }
      made = count
    }
  }
}
