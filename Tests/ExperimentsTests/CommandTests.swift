import Foundation
import TestSupport
import Testing

/// The program as a user runs it.
@Suite struct CommandTests {
  let here = FileManager.default.temporaryDirectory

  @Test func `all experiments are listed, measured to the end`() throws {
    let list = try Program("experiments").run(["--list"], in: here)
    #expect(list.code == 0 && list.errors.isEmpty)
    let lines = list.output.split(separator: "\n")
    #expect(lines.contains { $0.hasPrefix("chapter1/recipes ") })
    for line in lines {
      let words = line.split(separator: " ")
      #expect(Int(words[1]) ?? 0 >= Int(words[3]) ?? .max, "\(line)")
    }
  }

  @Test func `what is measured already is not measured again`() throws {
    let result = try Program("experiments").run(["chapter1"], in: here)
    #expect(
      result.code == 0 && result.errors.contains("chapter1/recipes: 0 of "), "\(result.errors)")
  }

  @Test(arguments: [
    (["nothing"], "there is no experiment 'nothing'"), (["--starts", "1"], "from 2 to 1000"),
    (["--starts", "many"], "takes a whole number"), (["--seed", "1"], "unknown option"),
  ])
  func `bad input gets one line and an exit code`(words: [String], reason: String) throws {
    let result = try Program("experiments").run(words, in: here)
    #expect(result.code == 64 && result.output.isEmpty && result.errors.contains(reason))
    #expect(result.errors.split(separator: "\n").count == 1)
  }

  @Test func `a chapter refuses an experiment that it does not have`() throws {
    for (chapter, reason) in [("chapter1", "it has recipes"), ("chapter0", "it has none")] {
      for option in ["--experiment", "--again"] {
        let result = try Program(chapter).run([option, "nothing"], in: here)
        #expect(result.code == 64 && result.errors.contains(reason), "\(result.errors)")
        #expect(result.errors.split(separator: "\n").count == 1 && result.output.isEmpty)
      }
    }
    #expect(try Program("chapter1").run(["--experiment"], in: here).code == 64)
  }
}
