import ChapterKit
import Numerics
import Tracing
import Walkthrough

extension Story {
  func tryIt() throws {
    let page = book.page("try-it", "Try it")
    page.section("Change something, and see where it shows")
    var other = settings
    other.learningRate = settings.learningRate / 10
    let changed = WorkedRun(other, trained: training.rounded)
    let text = ChapterFiles.traceText(run.trace, settings.listed)
    let recorded = try RecordedTrace(.text(text, name: "/tmp/a"))
    page.code(
      """
      swift run chapter0 --output /tmp/a
      swift run chapter0 --output /tmp/b --learning-rate \(other.learningRate)
      swift run trace diff /tmp/a /tmp/b
      """, "sh")
    let diff = try Diff(
      .text(text, name: "/tmp/a"),
      .text(ChapterFiles.traceText(changed.trace, other.listed), name: "/tmp/b"))
    page.folded("What it prints", fenced(DiffReport(diff, a: "/tmp/a", b: "/tmp/b").text))
    page.section("Ask a number where it comes from")
    let name = "grad.blocks.0.attention.scaled[1,\(last),0]"
    page.code("swift run trace why /tmp/a \"\(name)\" --depth 0", "sh")
    if let line = recorded.find(name) {
      page.folded("What it prints", fenced(try Why(recorded, line: line, depth: 0).text))
    }
    page.code("swift run trace verify /tmp/a", "sh")
    page.folded("What it prints", fenced(try Verification(recorded).report))
    page.checkYourself([
      (
        "Teach it another sentence: `swift run chapter0 \"transformers like I\"`. Does it learn to write it?",
        "Yes: each sentence of 1 to 4 of its words can be learned by heart. Where a word comes twice, as in *I like I like*, the places tell the two apart."
      ),
      (
        "Which numbers of the forward pass change with `--learning-rate`?",
        "None of the first forward pass, and no gradient: \((diff.compared - diff.differing).grouped) of \(diff.compared.grouped) numbers are equal to the last bit. The first that differs is `\(diff.first?.difference.name ?? "")`."
      ),
      (
        "With `--train 3`, what does the model write?",
        "Try it. The loss is still far from 0, and the pages after the training say what came of it."
      ),
    ])
    page.keep("Every number has a name; ask for it.")
  }

  private func fenced(_ text: String) -> String { "```text\n\(text)```" }
}
