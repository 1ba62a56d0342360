import Dispatch

/// Seconds, measured so that a noisy machine does little harm: each run is repeated until it lasts
/// long enough to be timed, and the best of many runs is quoted, because others only ever add time.
enum Timing {
  /// How many runs a figure is the best of, and how long each lasts at least.
  nonisolated(unsafe) static var runs = 25
  nonisolated(unsafe) static var secondsPerRun = 0.02

  static func now() -> Double { Double(DispatchTime.now().uptimeNanoseconds) * 1e-9 }

  /// The least seconds of one call.
  static func seconds(of body: @escaping () -> Void) -> Double { seconds(of: [body])[0] }

  /// The same for several bodies, run in turn (A B C, A B C, …), so that all of them meet the same
  /// machine.
  static func seconds(of bodies: [() -> Void]) -> [Double] {
    let repetitions = bodies.map { body in
      body()
      var (count, elapsed) = (1, time(1, body))
      while elapsed < secondsPerRun / 2 && count < 1 << 30 {
        count = max(count + 1, Int(Double(count) * min(10, secondsPerRun / max(elapsed, 1e-9))))
        elapsed = time(count, body)
      }
      return count
    }
    var best = [Double](repeating: .infinity, count: bodies.count)
    for _ in 0..<runs {
      for (i, body) in bodies.enumerated() {
        best[i] = min(best[i], time(repetitions[i], body) / Double(repetitions[i]))
      }
    }
    return best
  }

  private static func time(_ count: Int, _ body: () -> Void) -> Double {
    let start = now()
    for _ in 0..<count { body() }
    return now() - start
  }
}
