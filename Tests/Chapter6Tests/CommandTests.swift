import Foundation
import TestSupport
import Testing

@Suite struct CommandTests {
  @Test func `bad input gets one line and an exit code, and nothing is written`() throws {
    let place = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: place) }
    for (code, reason, words) in [
      (64, "empty", [""]), (64, "at most 2,000", [String(repeating: "a", count: 2001)]),
      (64, "--temperature", ["--temperature", "-1"]), (64, "up to 1", ["--top-p", "1.5"]),
      (64, "up to 1", ["--min-p", "2"]), (64, "--top-k", ["--top-k", "0"]),
      (64, "1 to 1000", ["--tokens", "0"]), (64, "--preset", ["--preset", "wild"]),
      (64, "nothing without --train", ["--text", "f"]),
      (64, "nothing without --train", ["--checkpoint", "f"]),
      (64, "nothing without --train", ["--resume", "f"]),
      (66, "there is no f", ["--resume", "f", "--train", "2"]),
      (66, "cannot read", ["--text", "/nowhere/t.txt", "--train", "2"]),
      (66, "cannot read", ["--weights", "/nowhere/w.safetensors"]),
    ] {
      let process = try Program("chapter6").run(words + ["--output=out"], in: place)
      #expect(process.code == code && process.errors.contains(reason), "\(words) \(process.errors)")
      #expect(process.errors.split(separator: "\n").count == 1 && process.output.isEmpty)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: place.path).isEmpty)
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
