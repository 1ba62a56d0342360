import Foundation
import TestSupport
import Testing

/// The trace program on a chapter's output.
@Suite struct TraceProgramTests {
  @Test func `trace compares, explains, shows and verifies, with its exit codes`() throws {
    let place = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: place) }
    let (chapter, trace) = (Program("chapter1"), Program("trace"))
    for (name, more) in [("a", []), ("b", ["--learning-rate", "0.001"])] {
      let words = ["--train", "0", "--steps", "1", "--quiet", "--output", name]
      #expect(try chapter.run(words + more, in: place).code == 0)
    }
    func run(_ words: String...) throws -> Program.Result { try trace.run(words, in: place) }
    func expect(_ code: Int32, _ text: String, _ result: Program.Result) {
      #expect(result.code == code && (result.output + result.errors).contains(text), "\(result)")
      #expect(code < 64 || result.errors.split(separator: "\n").count == 1)
    }
    try expect(0, "no number differs", run("diff", "a", "a/trace.tsv"))
    try expect(1, "learning_rate", run("diff", "a", "b"))
    try expect(1, "updated.conv_in.bias[1]", run("diff", "a", "b", "--all"))
    try expect(0, "no number differs", run("diff", "a", "b", "--abs", "100"))
    try expect(1, "differ", run("diff", "a/tensors.safetensors", "b/tensors.safetensors"))
    try expect(0, "differs", run("diff", "a/tensors.safetensors", "a/tensors.safetensors"))
    try expect(0, "every recipe gives the recorded value", run("verify", "a"))
    try expect(0, "used by", run("why", "a", "grad.down1.conv1.weight[1,0,1,1]", "--depth", "2"))
    try expect(0, "adamw.m_hat", run("why", "a", "updated.conv_in.bias[0]"))
    try expect(65, "did you mean conv_in?", run("why", "a", "conv_on[0,0,0]"))
    try expect(0, "conv_in[1,·,·]", run("show", "a", "conv_in"))
    try expect(0, "\"shape\":[2,4,4]", run("show", "a", "conv_in", "--json"))
    try expect(66, "no such file", run("verify", "c"))
    try expect(66, "no trace.tsv", run("verify", "."))
    try expect(64, "unknown command 'dif'", run("dif", "a", "b"))
    try expect(64, "argument is missing", run("diff", "a"))
    try expect(64, "unexpected argument 'c'", run("diff", "a", "b", "c"))
    try expect(64, "from 0 up, not 'x'", run("diff", "a", "b", "--abs", "x"))
    try expect(0, "trace diff A B", run("--help"))
    let head = try trace.shell("\"$0\" show a | head -n 1; exit ${PIPESTATUS[0]}", in: place)
    #expect(head.code == 0 && head.output.contains("grid"))
    #expect(try trace.shell("\"$0\" show a >/dev/full", in: place).code == 74)
    #expect(try !run("diff", "a", "b").output.contains("\u{1b}"))
  }
}
