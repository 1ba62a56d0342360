import ByHand
import Core
import Exports
import Foundation
import Numerics
import Terminal
import TestSupport
import Testing
import Tracing

@testable import trace

/// The pages that `trace view` writes, opened in a real browser.
///
/// The chapters that TINYHAT_VIEWS names are opened, too: all of them, 0123456, take some minutes.
@Suite(.serialized, .enabled(if: Browser() != nil, "skipped: no chromium")) struct BrowserTests {
  static let chapters = (ProcessInfo.processInfo.environment["TINYHAT_VIEWS"] ?? "")
    .compactMap(\.wholeNumberValue)

  private func recorded(_ trace: Trace, _ name: String = "t") throws -> RecordedTrace {
    try RecordedTrace(.text(text(trace), name: name))
  }

  private func text(_ trace: Trace) -> String {
    TraceWriter.text(of: trace, version: "test", settings: []).string
  }

  /// Opens a page and expects what holds of every page.
  @discardableResult
  private func open(_ html: String, asked: [(String, UInt64)] = []) throws -> Browser.Answer {
    let browser = try #require(Browser())
    let (answer, console) = try browser.check(html, asked: asked)
    #expect(answer.error == nil)
    #expect(console.isEmpty, "\(console)")
    #expect(answer.count > 0 && answer.equal == answer.count, "\(answer.equal) of \(answer.count)")
    #expect(answer.badge.hasPrefix("✓ \(answer.count.grouped) of \(answer.count.grouped) "))
    #expect(answer.followed.last != "lost" && !answer.wasHacked)
    if answer.followed.count > 2 {
      #expect(answer.back == Array(repeating: answer.followed[answer.followed.count - 2], count: 2))
    }
    return answer
  }

  // MARK: operations and functions

  /// Every operation on draws of many sizes, and the slopes of those that have some.
  private func everyOperation(shift: Double = 0) -> Trace {
    let (trace, draws) = (Trace(), NamedRandom(seed: 3)["every"])
    let operations = Operation.all.values.filter { !$0.isGiven && $0 !== Operation.chain }
      .sorted { $0.name < $1.name }
    var results: [Scalar] = []
    for operation in operations {
      let count = min(operation.counts.upperBound, operation.counts.lowerBound + 3)
      for trial in 0..<24 {
        let size = [0.3, 1, 3, 30, 700, 1e5][trial % 6]
        var values = (0..<count).map { size * draws.normal(trial * 16 + $0) + shift }
        if operation === Operation.debias { values[2] = Double(1 + trial) }
        // Half of them positive: roots and logarithms are numbers then.
        if trial % 2 == 0 { values = values.map(\.magnitude) }
        let x = trace.given(.data, "\(operation.name).\(trial).x", [count], values)
        let y = trace.scalar("\(operation.name).\(trial)") { apply(operation, x.scalars) }
        if operation.derivatives != nil && y.value.isFinite { results.append(y) }
      }
    }
    let weight = trace.given(.constant, "weight", [], [0.7]).scalars[0]
    trace.backward(
      from: trace.scalar("loss") { dot(results, results.map { _ in weight }) })
    return trace
  }

  @Test func `every operation and every slope has the same bits in a browser`() throws {
    let trace = try recorded(everyOperation())
    let used = Set(try trace.lines.indices.map { try trace.recipe(of: $0).operation.name })
    #expect(used.isSuperset(of: Operation.all.values.filter { !$0.isGiven }.map(\.name)))
    #expect(
      Operation.all.values.allSatisfy { $0.derivativeScript.isEmpty == ($0.derivatives == nil) })
    try open(RunView(trace, name: "every").html)
  }

  @Test func `what is given anew is followed to the last bit, and undone`() throws {
    let (a, b) = (text(everyOperation()), text(everyOperation(shift: 0.01)))
    let names = [TraceSource.text(a, name: "a"), .text(b, name: "b")]
    let diff = try Diff(names[0], names[1])
    let other = try RecordedTrace(names[1])
    let answer = try open(
      RunView(RecordedTrace(names[0]), name: "a", other: (other, "b", diff)).html)
    let found = try #require(answer.other)
    #expect(found.changed > 1000 && found.equal == answer.count && found.undone == answer.count)
    #expect(answer.parting == diff.first?.difference.name)
  }

  @Test func `elementary functions have the same bits in a browser`() throws {
    let functions: [(String, (Double) -> Double)] = [
      ("exp", Double.exp), ("log", Double.log), ("sin", Double.sin), ("cos", Double.cos),
      ("tanh", Double.tanh), ("erf", Double.erf),
    ]
    var (asked, expected): ([(String, UInt64)], [Double]) = ([], [])
    for (name, function) in functions {
      let file = Package.root.appending(path: "Tests/Fixtures/elementary/\(name).tsv")
      let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
      let arguments = lines.prefix(2000).compactMap { UInt64($0.prefix(16), radix: 16) }
      let edges = [
        0, -0.0, 1, -1, .infinity, -.infinity, .nan, .leastNonzeroMagnitude,
        .leastNormalMagnitude / 64, 710, -746,
      ]
      for bits in arguments + edges.map(\.bitPattern) {
        asked.append((name, bits))
        expected.append(function(Double(bitPattern: bits)))
      }
    }
    let page = try RunView(recorded(everyOperation()), name: "t").html
    let results = try open(page, asked: asked).results
    #expect(results.count == expected.count && expected.count > 1000)
    for (n, (result, value)) in zip(results, expected).enumerated() {
      let found = Double(bitPattern: UInt64(result) ?? 0)
      #expect(
        found.bitPattern == value.bitPattern || (found.isNaN && value.isNaN),
        "\(asked[n].0)(\(Double(bitPattern: asked[n].1))) is \(found), not \(value)")
    }
  }

  // MARK: names, chapters

  @Test func `names are text, whatever they are made of`() throws {
    let names = [
      "<script>window.wasHacked = true</script>", "\"quoted\"", "'single'", "&amp;", "</script>",
      "{{data}}", "a b % #", "\\u003c", "constructor", "__proto__", "Größe·é",
    ]
    let trace = Trace()
    for name in names { trace.given(.data, name, [2], [1, 2]) }
    trace.scalar("loss") { trace.recorded("</script>")[0] + trace.recorded("constructor")[1] }
    let view = try RunView(
      recorded(trace), name: "<img src=x onerror='window.wasHacked = true'>")
    #expect(!view.html.contains("<img"))
    #expect(try Set(open(view.html).captions).isSuperset(of: names))
  }

  @Test func `a run without a loss or a recipe is shown as well`() throws {
    let trace = Trace()
    trace.given(.data, "x", [2, 3], [1, 2, .infinity, -.infinity, .nan, 0])
    try open(RunView(recorded(trace), name: "bare").html)
  }

  @Test(arguments: chapters)
  func `a chapter's page follows other weights as the chapter itself does`(chapter: Int) throws {
    let place = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: place) }
    let program = Program("chapter\(chapter)")
    let common = ["--quiet", "--train", "1", "--output"]
    let first = try program.run(common + ["a"], in: place)
    #expect(first.code == 0, "\(first.errors)")
    let changed = try weights(of: place.appending(path: "a"), to: place.appending(path: "w"))
    let second = try program.run(
      common + ["b", "--weights", changed.file], in: place)
    #expect(second.code == 0, "\(second.errors)")
    let (a, b) = (place.appending(path: "a").path, place.appending(path: "b").path)
    let page = place.appending(path: "page.html").path
    let told = try TraceCommand.answer(to: ["view", a, b, page]).text
    let answer = try open(String(contentsOfFile: page, encoding: .utf8))
    let found = try #require(answer.other)
    #expect(found.changed > 0 && found.equal == answer.count && found.undone == answer.count)
    let recorded = try RecordedTrace(.file(a + "/trace.tsv"))
    let dragged = try #require(try recorded.mostEffectiveParameter())
    #expect(answer.first == recorded.lines[dragged].name)
    let diff = try Diff(.file(a + "/trace.tsv"), .file(b + "/trace.tsv"))
    #expect(answer.parting == diff.first?.difference.name && answer.parting == changed.name)
    #expect(answer.followed.count == 11, "\(answer.followed)")
    print(
      "chapter \(chapter): \(answer.equal.grouped) numbers equal, "
        + "\(found.equal.grouped) after a change; \(told)")
  }

  /// A file of a run's parameters, with one number changed; and that number's name.
  private func weights(of run: URL, to file: URL) throws -> (file: String, name: String) {
    let bytes = try InputFile.bytes(of: run.appending(path: "tensors.safetensors").path)
    let tensors = try Safetensors(bytes: bytes).tensors
    let names = Set(tensors.map(\.name))
    // What the worked step updates is the model's.
    var model = tensors.filter { names.contains("updated.\($0.name)") }
    let changed = model[model.count / 2]
    var values = changed.tensor.values
    values[0] += 0.01
    model[model.count / 2].tensor = Tensor(changed.tensor.shape, values)
    try Safetensors(model.map { ($0.name, $0.tensor) }).encoded().write(to: file)
    let index = changed.tensor.shape.map { _ in "0" }.joined(separator: ",")
    return (file.path, "\(changed.name)[\(index)]")
  }
}
