import ChapterKit
import Core
import Foundation
import Terminal
import TestSupport
import Testing

@testable import chapter1

/// The chapter as a user runs it: the built program in a process of its own.
@Suite struct CommandTests {
  let place = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)

  init() throws {
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
  }

  func run(_ words: String..., in folder: URL? = nil, environment: [String: String] = [:]) throws
    -> Program.Result
  {
    try Program("chapter1").run(words, in: folder ?? place, environment: environment)
  }

  func contents(_ folder: String) throws -> [String: Data] {
    try Program.contents(of: place.appending(path: folder))
  }

  @Test
  func
    `two runs, and one from another folder, in another locale and on one thread, write the same bytes`()
    throws
  {
    defer { try? FileManager.default.removeItem(at: place) }
    let path = { (name: String) in place.appending(path: name).path }
    for (name, folder) in [("a", place), ("b", place), ("c", URL(filePath: "/"))] {
      let result = try run(
        "--train", "3", "--steps", "1", "--output", path(name), in: folder,
        environment: name == "c"
          ? ["LC_ALL": "de_DE.UTF-8", "LIBDISPATCH_COOPERATIVE_POOL_STRICT": "1"] : ["LC_ALL": "C"])
      #expect(result.code == 0, "\(result.errors)")
      #expect(result.output.contains("\(name)/README.md"))
    }
    let first = try contents("a")
    #expect(first.count > 40 && first["trace.tsv"] != nil && first["tensors.safetensors"] != nil)
    #expect(try contents("b") == first)
    #expect(try contents("c") == first)
    let tensors = try Safetensors(data: try #require(first["tensors.safetensors"]))
    #expect(tensors["grad.conv_in.weight"]?.shape == [2, 1, 3, 3])
    #expect(first.filter { $0.key.hasSuffix(".md") }.allSatisfy { $0.value.count < 400_000 })
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: place.path).sorted() == ["a", "b", "c"])
  }

  @Test func `bad input gets one line and an exit code, and the old output stays`() throws {
    defer { try? FileManager.default.removeItem(at: place) }
    let out = place.appending(path: "out").path
    #expect(try run("--train", "0", "--steps", "1", "--quiet", "--output", out).code == 0)
    let before = try contents("out")
    let weights = place.appending(path: "weights.safetensors")
    func expect(_ code: Int32, _ reason: String, _ words: String...) throws {
      let small = ["--train=0", "--quiet", "--output=\(out)"]
      let process = try Program("chapter1").run(words + small, in: place)
      #expect(process.code == code, "\(words): \(process.errors)")
      #expect(process.errors.contains(reason), "\(words): \(process.errors)")
      let lines = process.errors.split(separator: "\n")
      #expect(lines.count == 1 && process.output.isEmpty, "\(words): \(process.errors)")
      #expect(try contents("out") == before)
    }
    try expect(64, "unknown option '--guidance'", "--guidance", "2")
    try expect(64, "takes a whole number, not 'many'", "--steps", "many")
    try expect(64, "above 0, not '-1'", "--learning-rate", "-1")
    try expect(66, "cannot read", "--weights", "/nowhere/weights.safetensors")
    try Data("not a tensor in sight".utf8).write(to: weights)
    try expect(65, "not a safetensors file", "--weights", weights.path)
    let good = Safetensors([("conv_in.weight", Tensor([1], [1])), ("extra", Tensor([1], [2]))])
    try good.encoded().write(to: weights)
    try expect(65, "missing: time_embed.1.weight", "--weights", weights.path)
    try expect(65, "not in the model: extra", "--weights", weights.path)
    try expect(65, "conv_in.weight [1] ≠ [2, 1, 3, 3]", "--weights", weights.path)
    try good.encoded().dropLast(3).write(to: weights)
    try expect(65, "truncated", "--weights", weights.path)
    let drawn = try Chapter1.parse([]).model.parameters
    func write(_ change: (String, Tensor<Double>) -> Tensor<Double>) throws {
      try Safetensors(drawn.map { ($0.name, change($0.name, $0.value)) }).encoded()
        .write(to: weights)
    }
    try write { name, value in name == "mid1.conv1.bias" ? value.map { $0 / 0 } : value }
    try expect(65, "entry 0 of mid1.conv1.bias is", "--weights", weights.path)
    try write { _, value in 1e200 * value }
    try expect(65, "the numbers overflow: ", "--weights", weights.path)
    try expect(65, "the numbers overflow: ", "--learning-rate", "1e308")
    try expect(66, "no train-images-idx3-ubyte", "--mnist", place.path)
    let pictures = place.appending(path: "train-images-idx3-ubyte")
    try Data([0, 0, 8, 3] + [UInt8](repeating: 255, count: 12)).write(to: pictures)
    try expect(65, "should hold", "--mnist", place.path)
    let pipe = place.appending(path: "pipe").path
    #expect(mkfifo(pipe, 0o600) == 0)
    try expect(66, "no regular file", "--weights", pipe)
    try expect(66, "no regular file", "--weights", "/dev/zero")
    try expect(64, "(2042 characters cut)", "--\(String(repeating: "x", count: 3000))", "1")
    try expect(64, #"unknown option '--\u{1b}[31m\nx'"#, "--\u{1b}[31m\nx", "1")
    #expect(try run("--output", "/proc/nowhere/x").code == 73)
    #expect(try run("--output", "no-\u{fffd}-name").code == 73)
    #expect(try run("--output", weights.path).code == 73)
    for words in [["--output", "."], ["--output=.."], ["--output", "/"]] {
      let refused = try Program("chapter1").run(words, in: place)
      #expect(refused.code == 73 && refused.errors.contains("while you are in it"))
    }
    try Data("mine".utf8).write(to: place.appending(path: "out/notes.md"))
    let kept = try run("--output", out)
    #expect(kept.code == 73 && kept.errors.contains("'notes.md', which no run wrote"))
  }

  @Test func `a run with other settings leaves the book alone, and can be compared by its name`()
    throws
  {
    defer { try? FileManager.default.removeItem(at: place) }
    let book = Package.root.appending(path: "Output/chapter1/README.md")
    let before = try Data(contentsOf: book)
    let run = Package.root.appending(path: "Output/runs/chapter1/seed=991,steps=1,train=2")
    defer { try? FileManager.default.removeItem(at: run) }
    let words = ["--seed", "991", "--steps", "1", "--train", "2"]
    let result = try Program("chapter1").run(words, in: place)
    #expect(result.code == 0, "\(result.errors)")
    #expect(
      result.output.contains("swift run trace diff chapter1 chapter1/seed=991,steps=1,train=2"))
    #expect(try Data(contentsOf: book) == before)
    let readme = try String(contentsOf: run.appending(path: "README.md"), encoding: .utf8)
    #expect(readme.contains("[The book](../../../README.md)"))
    let (trace, name) = (Program("trace"), "chapter1/seed=991,steps=1,train=2")
    #expect(try trace.run(["verify", name], in: place).code == 0)
    let other = try trace.run(["diff", name, run.path], in: place)
    #expect(other.code == 0, "\(other.errors)")
    let missing = try trace.run(["show", "chapter1/seed=992"], in: place)
    #expect(missing.code == 66 && missing.errors.contains("swift run chapter1 --seed 992"))
  }

  @Test func `help and version are printed and nothing is written`() throws {
    defer { try? FileManager.default.removeItem(at: place) }
    let help = try run("--help")
    #expect(help.code == 0 && help.output.contains("--learning-rate X") && help.errors.isEmpty)
    #expect(try run("--version").output.hasPrefix("Tiny Hat "))
    #expect(try FileManager.default.contentsOfDirectory(atPath: place.path).isEmpty)
  }
}
