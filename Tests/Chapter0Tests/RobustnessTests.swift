import Foundation
import TestSupport
import Testing

/// What a run leaves behind when something interferes: the quickest chapter's, many times.
@Suite struct RobustnessTests {
  let place = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
  let chapter = Program("chapter0")
  let small = ["--train", "0", "--quiet", "--output", "out"]
  var out: URL { place.appending(path: "out") }

  init() throws {
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
  }

  func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: place.path).sorted()
  }

  @Test func `killed at any moment, a run leaves a whole output`() throws {
    defer { try? FileManager.default.removeItem(at: place) }
    let start = ContinuousClock.now
    #expect(try chapter.run(small, in: place).code == 0)
    var duration = ContinuousClock.now - start
    let one = try Program.contents(of: out)
    #expect(try chapter.run(small + ["--seed", "2"], in: place).code == 0)
    let two = try Program.contents(of: out)
    #expect(one != two)
    var killed = 0
    let trials = 24 * min(Mutations.factor, 5)
    for trial in 0..<trials {
      let process = chapter.process(small + ["--seed", "\(1 + trial % 2)"], in: place)
      let start = ContinuousClock.now
      try process.run()
      // Spread over the whole run, and a little past its usual end. The machine may be less busy
      // than it was: a run that ended by itself shows how long one takes now.
      Thread.sleep(forTimeInterval: duration / .seconds(1) * Double(trial + 1) / Double(trials - 1))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      if process.terminationReason == .uncaughtSignal {
        killed += 1
      } else {
        duration = min(duration, ContinuousClock.now - start)
      }
      let left = try Program.contents(of: out)
      #expect(left == one || left == two, "after trial \(trial)")
    }
    #expect(killed >= trials * 5 / 8)
    print("killed \(killed) of \(trials) runs")
    // The next run clears away what the killed ones left.
    #expect(try chapter.run(small, in: place).code == 0)
    #expect(try names() == ["out"])
  }

  @Test(arguments: ["TERM", "HUP", "INT"])
  func `a run that is asked to end leaves nothing`(signal: String) throws {
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: place) }
    // Until the hidden folder is there; the training that follows takes seconds.
    let wait = "for i in $(seq 300); do [ -n \"$(ls -A)\" ] && break; sleep 0.1; done; sleep 0.3"
    let run = "set -m; $0 --train 1000000 --quiet --output out & \(wait); ls -A; kill -\(signal) $!"
    let result = try chapter.shell("\(run); wait $!; echo $?; ls -A", in: place)
    let lines = result.output.split(separator: "\n")
    #expect(lines.count == 2 && lines[0].hasPrefix(".out."), "\(result.output)")
    #expect(Int(lines.last ?? "").map { $0 > 128 } == true, "\(result.output)")
  }

  @Test func `two runs at once into one folder leave one whole result`() throws {
    defer { try? FileManager.default.removeItem(at: place) }
    var results: [[String: Data]] = []
    for seed in ["1", "2"] {
      #expect(try chapter.run(small + ["--seed", seed], in: place).code == 0)
      results.append(try Program.contents(of: out))
    }
    for round in 0..<4 {
      if round % 2 == 0 { try FileManager.default.removeItem(at: out) }
      let processes = ["1", "2"].map { chapter.process(small + ["--seed", $0], in: place) }
      for process in processes { try process.run() }
      for process in processes {
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
      }
      #expect(results.contains(try Program.contents(of: out)))
      #expect(try names() == ["out"])
    }
  }

  @Test func `a disk that takes no more is an error, and the old output stays`() throws {
    defer { try? FileManager.default.removeItem(at: place) }
    #expect(try chapter.run(small, in: place).code == 0)
    let before = try Program.contents(of: out)
    // No file may grow beyond 64 blocks of 1,024 bytes.
    let full = try chapter.shell(
      "ulimit -f 64; \"$0\" \(small.joined(separator: " ")) --seed 2", in: place)
    #expect(full.code == 74 && full.errors.contains("cannot write"), "\(full)")
    #expect(full.errors.split(separator: "\n").count == 1)
    #expect(try Program.contents(of: out) == before)
    #expect(try names() == ["out"])
  }

  @Test(arguments: [6, 7, 8, 64])
  func `where few files may be open, a run ends in one line, and leaves nothing`(limit: Int) throws
  {
    defer { try? FileManager.default.removeItem(at: place) }
    let run = try chapter.shell(
      "ulimit -n \(limit); \"$0\" \(small.joined(separator: " "))", in: place)
    #expect(run.code == (limit == 64 ? 0 : 74), "\(run)")
    #expect(limit == 64 || run.errors.hasSuffix("allow more: ulimit -n 64\n"), "\(run.errors)")
    #expect(run.errors.split(separator: "\n").count == (limit == 64 ? 0 : 1))
    #expect(try names() == (limit == 64 ? ["out"] : []))
  }

  @Test func `a closed pipe and a full standard output are handled`() throws {
    defer { try? FileManager.default.removeItem(at: place) }
    let loud = small.filter { $0 != "--quiet" }.joined(separator: " ")
    let closed = try chapter.shell(
      "\"$0\" \(loud) 2>/dev/null | true; exit ${PIPESTATUS[0]}", in: place)
    #expect(closed.code == 0)
    let full = try chapter.shell("\"$0\" \(loud) 2>errors >/dev/full; exit $?", in: place)
    #expect(full.code == 74)
    let errors = try String(contentsOf: place.appending(path: "errors"), encoding: .utf8)
    #expect(errors.contains("cannot write to standard output"))
  }
}
