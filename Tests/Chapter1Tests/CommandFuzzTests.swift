import Terminal
import TestSupport
import Testing

@testable import chapter1

@Suite struct CommandFuzzTests {
  @Test func `random command lines are understood or refused with a reason`() {
    let words =
      Chapter1.about.options.map(\.name) + ["0.5", "3", "/nowhere", "out", "/dev/zero", "/dev"]
    var random = Mutations(seed: 6)
    var understood = 0
    for _ in 0..<1000 * Mutations.factor {
      let line = random.commandLine(words)
      do {
        let settings = try Chapter1.parse(line)
        understood += 1
        #expect((1...20).contains(settings.steps) && settings.learningRate > 0, "\(line)")
      } catch {
        let failure = error as? Failure
        #expect([64, 65, 66].contains(failure?.exitCode), "\(line): \(error)")
        #expect(failure?.message.isEmpty == false)
      }
    }
    print(
      "chapter1: \(understood) of \(1000 * Mutations.factor) random command lines are understood")
  }
}
