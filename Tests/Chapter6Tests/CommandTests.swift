import Foundation
import TestSupport
import Testing

@Suite struct CommandTests {
  @Test func `bad input gets one line and an exit code, and nothing is written`() throws {
    let monotonous = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: monotonous) }
    try String(repeating: "The cat sat on the mat.\r\n\r\n", count: 30)
      .write(to: monotonous, atomically: true, encoding: .utf8)
    let utf16 = monotonous.appendingPathExtension("utf16")
    let empty = monotonous.appendingPathExtension("empty")
    defer { for file in [utf16, empty] { try? FileManager.default.removeItem(at: file) } }
    try Data([0xff, 0xfe, 0x61, 0]).write(to: utf16)
    try Data().write(to: empty)
    let failures = try Program("chapter6").failures(toRefuse: [
      (65, "is UTF-16; save the text as UTF-8", ["--text", utf16.path, "--train", "2"]),
      (65, "is empty", ["--text", empty.path, "--train", "2"]),
      (64, "empty", [""]), (64, "at most 2,000", [String(repeating: "a", count: 2001)]),
      (64, "--temperature", ["--temperature", "-1"]), (64, "up to 1", ["--top-p", "1.5"]),
      (64, "from 0 to 1", ["--min-p", "2"]), (64, "above 0 and up to 1", ["--top-p", "0"]),
      (64, "from 0 to 1", ["--min-p", "-0.1"]),
      (64, "1 to 1000", ["--tokens", "0"]), (64, "--preset", ["--preset", "wild"]),
      (64, "nothing without --train", ["--text", "f"]),
      (64, "nothing without --train", ["--checkpoint", "f"]),
      (64, "nothing without --train", ["--resume", "f"]),
      (66, "there is no f", ["--resume", "f", "--train", "2"]),
      (66, "cannot read", ["--text", "/nowhere/t.txt", "--train", "2"]),
      (73, "cannot write into", ["--checkpoint", "/nowhere/f", "--train", "2"]),
      (64, "lies in the output folder", ["--checkpoint", "out/f", "--train", "2"]),
      (73, "cannot write into", ["--checkpoint", "\(monotonous.path)/f", "--train", "2"]),
      (65, "pairs occur twice", ["--text", monotonous.path, "--train", "2"]),
      (66, "cannot read", ["--weights", "/nowhere/w.safetensors"]),
    ])
    #expect(failures == [])
  }

  @Test func `a prompt is shown as it is, whatever it would mean to Markdown`() throws {
    let place = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: place) }
    let prompt = "Shopping:\n1. a hat\n    - a cat\n```\n## no heading\n\u{1b}[31m"
    let run = try Program("chapter6").run(
      [prompt, "--tokens", "2", "--quiet", "--output", place.path],
      in: FileManager.default.temporaryDirectory)
    #expect(run.code == 0, "\(run.errors)")
    let readme = try String(contentsOf: place.appending(path: "README.md"), encoding: .utf8)
    #expect(
      readme.contains(
        "````text\nShopping:\n1. a hat\n    - a cat\n```\n## no heading\n\\u{1b}[31m▸"))
  }

  @Test(arguments: [127, 128, 129, 300])
  func `a prompt longer than half the window is cut, and that is said`(words: Int) throws {
    let place = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: place) }
    let prompt = [String](repeating: "cat", count: words).joined(separator: " ")
    let run = try Program("chapter6").run(
      [prompt, "--tokens", "20", "--output", place.path], in: FileManager.default.temporaryDirectory
    )
    #expect(run.code == 0, "\(run.errors)")
    #expect(run.output.contains("the model reads the last 128)") == (words >= 128))
  }

  @Test func `the prompt loop answers, and ends with its input`() throws {
    let place = FileManager.default.temporaryDirectory
    let talk = """
      The fox had a hat

      :tokens 5
      :temperature 0
      :nonsense
      :top-k
      :attention
      Once there was
      """
    let process = try Program("chapter6").shell("echo '\(talk)' | $0 --interactive", in: place)
    #expect(process.code == 0 && process.errors.isEmpty)
    for part in [":quit", "> The fox had a hat", "there is no :nonsense", ":top-k takes", "head 3"]
    {
      #expect(process.output.contains(part), "\(part)")
    }
    let again = try Program("chapter6").shell(
      "printf ':quit\\nnever' | $0 --interactive", in: place)
    #expect(again.code == 0 && !again.output.contains("never"))
  }
}
