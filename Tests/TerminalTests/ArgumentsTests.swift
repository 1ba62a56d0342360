import Terminal
import Testing

@Suite struct ArgumentsTests {
  let count = CommandOption("--count", .whole("N", 1...9), "how many")
  let rate = CommandOption("--rate", .positive("X"), "how fast")
  var options: [CommandOption] { [.output, .seed, count, rate, .quiet] }

  @Test func `options are read with a space or an equals sign`() throws {
    let given = try Arguments(["--count", "3", "--rate=0.5", "--quiet"], options: options)
    #expect(given.whole(count) == 3 && given.number(rate) == 0.5 && given.has(.quiet))
    #expect(!given.has(.seed) && given.text(.output) == nil)
  }

  @Test func `after two dashes everything is a word, and behind an equals sign a value`() throws {
    let given = try Arguments(
      ["--quiet", "--", "--seed", "-x", "--"], options: options, words: 0...3)
    #expect(given.words == ["--seed", "-x", "--"] && given.has(.quiet) && !given.has(.seed))
    let output = try Arguments(["--output=--seed=5"], options: options)
    #expect(output.text(.output) == "--seed=5" && !output.has(.seed))
  }

  @Test(arguments: [
    (["--bogus"], "unknown option '--bogus'"), (["-x"], "unknown option '-x'"),
    (["word"], "unexpected argument 'word'"), (["--count"], "--count needs a value"),
    (["--count", "--quiet"], "--count needs a value"), (["--count", "x"], "whole number, not 'x'"),
    (["--count", "0"], "from 1 to 9, not 0"), (["--seed", "-1"], "from 0 up, not -1"),
    (["--rate", "-2"], "above 0, not '-2'"), (["--rate", "nan"], "above 0, not 'nan'"),
    (["--quiet=1"], "takes no value"), (["--seed", "1", "--seed", "2"], "given twice"),
    (["--output="], "--output needs a value"), ([""], "unexpected argument"),
    (["--output", "--seed=5"], "--output needs a value"), (["--output", "--"], "needs a value"),
    (["--", "--quiet"], "unexpected argument '--quiet'"),
    (["--", "--"], "unexpected argument '--'"),
  ])
  func `anything else is refused with the reason`(words: [String], reason: String) {
    do {
      _ = try Arguments(words, options: options)
      Issue.record("accepted \(words)")
    } catch {
      let failure = error as? Failure
      #expect(failure?.message.contains(reason) == true, "\(error)")
      #expect(failure?.exitCode == 64)
    }
  }
}
