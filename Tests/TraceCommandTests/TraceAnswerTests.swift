import ByHand
import Core
import Foundation
import Terminal
import TestSupport
import Testing
import Tracing

@testable import trace

/// The commands of `trace`, called as the program calls them.
@Suite struct TraceAnswerTests {
  let place = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)

  /// A run, its tensors, and things that are neither.
  init() throws {
    try FileManager.default.createDirectory(
      at: place.appending(path: "run"), withIntermediateDirectories: true)
    let trace = Trace()
    let x = trace.given(.data, "x", [2], [0.5, -2])
    let y = trace.grid("y", 2) { i in silu(x[i]) }
    let loss = trace.scalar("loss") { ByHand.mean(y.scalars) }
    trace.backward(from: loss)
    let text = TraceWriter.text(of: trace, version: "1", settings: [("seed", "1")]).string
    try write("run/trace.tsv", Data(text.utf8))
    try write("changed.tsv", Data(text.replacing("-2.0", with: "-3.0").utf8))
    try write("tensors.safetensors", Safetensors([("x", Tensor([2], [1, 2]))]).encoded())
    try write("plain.safetensors", Data("hello".utf8))
    try write("plain.txt", Data("hello\n\u{1b}[31m".utf8))
    #expect(mkfifo(path("pipe"), 0o600) == 0)
  }

  func path(_ name: String) -> String { place.appending(path: name).path }

  func write(_ name: String, _ data: Data) throws {
    try data.write(to: place.appending(path: name))
  }

  func trouble(_ words: String...) -> String { trouble(words) }

  func trouble(_ command: String, _ words: [String]) -> String { trouble([command] + words) }

  private func trouble(_ words: [String]) -> String {
    do { return "no trouble: \(try TraceCommand.answer(to: words).text)" } catch {
      return (error as? Failure)?.message ?? "\(error)"
    }
  }

  @Test func `an entry is shown as well as its grid`() throws {
    defer { try? FileManager.default.removeItem(at: place) }
    func show(_ words: String...) throws -> String {
      try TraceCommand.answer(to: ["show", path("run")] + words).text
    }
    #expect(try show("x[1]") == "x[1] = -2.0\n")
    try write(
      "odd.safetensors", Safetensors([("x", Tensor([3], [.infinity, -.infinity, .nan]))]).encoded())
    let odd = try TraceCommand.answer(to: ["show", path("odd.safetensors"), "x", "--json"]).text
    #expect(odd.contains(#"["inf","-inf","nan"]"#), "\(odd)")
    #expect(try show("x[1]", "--json") == "{\"name\":\"x[1]\",\"value\":-2.0}\n")
    #expect(try show("x", "--csv") == "i0,value\n0,0.5\n1,-2.0\n")
    #expect(trouble("show", path("run"), "x[2]").contains("ask for an entry such as 'x[0]'"))
    #expect(trouble("show", path("run"), "--", "--json").contains("no grid is called '--json'"))
  }

  @Test func `a changed file is refused, and verify says what was changed`() throws {
    defer { try? FileManager.default.removeItem(at: place) }
    let changed = path("changed.tsv")
    for words in [["show", changed], ["why", changed, "y[0]"], ["diff", changed, changed]] {
      #expect(throws: TraceError.self) { try TraceCommand.answer(to: words) }
    }
    let answer = try TraceCommand.answer(to: ["verify", changed])
    #expect(!answer.isGood && answer.text.contains("y[1] is recorded as"))
    #expect(answer.text.contains("every recipe fails that uses x[1]"))
    #expect(answer.text.contains("the checksum does not fit"))
    #expect(try TraceCommand.answer(to: ["verify", path("run")]).isGood)
  }

  @Test func `pipes, devices and damaged tensors are one line at once`() throws {
    defer { try? FileManager.default.removeItem(at: place) }
    for file in [path("pipe"), "/dev/zero", "/dev/null"] {
      for words in [["show", file], ["verify", file], ["diff", file, path("run")]] {
        do {
          _ = try TraceCommand.answer(to: words)
          Issue.record("accepted \(words)")
        } catch {
          #expect((error as? Failure)?.message.contains("no regular file") == true, "\(error)")
        }
      }
    }
    #expect(trouble("show", path("plain.safetensors")).contains("only 5 bytes"))
    #expect(trouble("show", path("plain.txt")).contains(":1: not a trace of Tiny Hat"))
  }

  @Test func `tensors with any metadata can be compared, and names that no trace holds are told`()
    throws
  {
    defer { try? FileManager.default.removeItem(at: place) }
    let tensors = [("x", Tensor<Double>([2], [1, 2]))]
    let file = Safetensors(tensors, metadata: ["no\nte": "two\nlines\tand \u{1b}[31m"])
    try write("noted.safetensors", file.encoded())
    let answer = try TraceCommand.answer(
      to: ["diff", path("noted.safetensors"), path("tensors.safetensors")])
    #expect(answer.isGood && answer.text.contains(#"no\nte"#))
    #expect(answer.text.contains(#"two\nlines\tand \u{1b}[31m"#) && !answer.text.contains("\u{1b}"))
    for name in ["a\nb", "a[0]", "", "# a"] {
      try write("odd.safetensors", Safetensors([(name, Tensor(scalar: 1))]).encoded())
      #expect(trouble("show", path("odd.safetensors")).contains("no trace can hold a tensor"))
    }
  }

  @Test func `a sheet is written once, where nothing stands, and from a whole trace only`() throws {
    defer { try? FileManager.default.removeItem(at: place) }
    let out = path("run.xlsx")
    #expect(try TraceCommand.answer(to: ["sheet", path("run"), out]).text.contains("10 numbers"))
    #expect(try Data(contentsOf: URL(filePath: out)).prefix(2) == Data("PK".utf8))
    for (run, file, reason) in [
      ("run", "run.xlsx", "exists; remove it or take another name"),
      ("run", "nowhere/run.xlsx", "cannot write"), ("missing", "a.xlsx", "no such file"),
      ("changed.tsv", "b.xlsx", "verify"), ("plain.txt", "c.xlsx", "not a trace"),
    ] {
      let told = trouble("sheet", path(run), path(file))
      #expect(told.contains(reason) && !told.contains("\n"), "\(told)")
    }
    for name in ["a.xlsx", "b.xlsx", "c.xlsx"] {
      #expect(!FileManager.default.fileExists(atPath: path(name)))
    }
  }

  @Test func `a view is written once, where nothing stands, and from whole traces only`() throws {
    defer { try? FileManager.default.removeItem(at: place) }
    let out = path("run.html")
    #expect(try TraceCommand.answer(to: ["view", path("run"), out]).text.contains("10 numbers"))
    let page = try String(contentsOfFile: out, encoding: .utf8)
    #expect(page.hasPrefix("<!doctype html>") && !page.contains("{{"))
    #expect(!page.contains("http:") && !page.contains("https:") && !page.contains("src="))
    let both = try TraceCommand.answer(to: ["view", path("run"), path("run"), path("both.html")])
    #expect(both.text.contains("both.html: 10 numbers"))
    for (words, reason) in [
      (["run", "run.html"], "exists; remove it or take another name"),
      (["run", "nowhere/run.html"], "cannot write"), (["missing", "a.html"], "no such file"),
      (["run", "missing", "b.html"], "no such file"),
      (["changed.tsv", "c.html"], "verify"),
      (["run", "plain.txt", "d.html"], "not a trace"),
      (["plain.safetensors", "e.html"], "5 bytes"),
    ] {
      let told = trouble("view", words.map(path))
      #expect(told.contains(reason) && !told.contains("\n"), "\(told)")
    }
    #expect(trouble("view", ["run.html"]).contains("a run is missing"))
    for name in ["a", "b", "c", "d", "e"] {
      #expect(!FileManager.default.fileExists(atPath: path("\(name).html")))
    }
  }

  @Test func `a worksheet without what was written beside it is one line`() throws {
    defer { try? FileManager.default.removeItem(at: place) }
    #expect(trouble("grade", path("missing.md")).contains("cannot read"))
    #expect(trouble("grade", path("run")).contains("no regular file"))
    #expect(trouble("grade", path("plain.txt")).contains("blanks.tsv is missing"))
    try write("run/WORKSHEET.md", Data("= (1) 3\n".utf8))
    #expect(trouble("grade", path("run/WORKSHEET.md")).contains("blanks.tsv is missing"))
    try write("run/blanks.tsv", Data("hello\n".utf8))
    #expect(trouble("grade", path("run/WORKSHEET.md")).contains("no list of a worksheet's blanks"))
    try write("run/blanks.tsv", Data("# tiny-hat worksheet\tlevel 2\tseed 1\n1\ty[0]\t-\tp\n".utf8))
    let wrong = try TraceCommand.answer(to: ["grade", path("run/WORKSHEET.md")])
    #expect(!wrong.isGood && wrong.text.contains("1 blank: 1 wrong."))
    try write("run/WORKSHEET.md", Data("= (1) 0.3112\n".utf8))
    let right = try TraceCommand.answer(to: ["grade", path("run/WORKSHEET.md")])
    #expect(right.isGood && right.text.contains("(1) y[0] = 0.3112: right"))
    let sheet = path("a.xlsx")
    #expect(
      trouble("sheet", [path("run"), sheet, "--level", "2"]).contains("belongs to --worksheet"))
    #expect(
      trouble("sheet", [path("run"), sheet, "--worksheet"]).contains("nothing in it can be asked"))
    #expect(!FileManager.default.fileExists(atPath: sheet))
  }

  @Test func `random command lines are answered or refused in one line`() throws {
    defer { try? FileManager.default.removeItem(at: place) }
    let words =
      [
        "diff", "why", "show", "verify", "diff", "show", "x", "y[0]", "grad.x[1]", "loss",
        "nothing",
      ]
      + ["run", "changed.tsv", "tensors.safetensors", "plain.txt", "pipe", "missing"].map(path)
      + Command.all.flatMap(\.options).map(\.name) + ["--help", "--version", "/dev/zero", "3"]
    var random = Mutations(seed: 5)
    var answered = 0
    for n in 0..<1000 * Mutations.factor {
      var line = random.commandLine(words)
      // Half of the lines begin as they should, so that more comes to be read than the first word.
      // (A sheet or a view would be written wherever a line says.)
      let commands = Command.all.filter { !["sheet", "view"].contains($0.name) }
      if n % 2 == 0 { line = [random.pick(commands).name, path("run")] + line.prefix(2) }
      do {
        let answer = try TraceCommand.answer(to: line)
        answered += 1
        #expect(!answer.text.contains("\u{1b}") && !answer.text.isEmpty)
      } catch {
        let text = ((error as? Failure)?.message ?? "\(error)").onOneLine()
        #expect(error is Failure || error is TraceError, "\(line): \(text)")
        #expect(!text.contains("\n") && !text.contains("\u{1b}") && text.count < 1100)
      }
    }
    print("trace: \(answered) of \(1000 * Mutations.factor) random command lines are answered")
  }
}
