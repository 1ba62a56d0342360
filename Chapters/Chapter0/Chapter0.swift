import ChapterKit
import Core
import Foundation
import Numerics
import Terminal
import Walkthrough

/// Chapter 0: one whole training step of a transformer.
///
/// Everything is computed first, by hand and in the core; the two are compared; then the pages are
/// written from the recording.
@main
struct Chapter0 {
  static func main() {
    do {
      let settings = try Settings(Array(CommandLine.arguments.dropFirst()))
      if let text = settings.answer { return try Console.print(text + "\n") }
      try run(settings)
    } catch {
      Console.fail("chapter0", error)
    }
  }

  static func run(_ settings: Settings) throws {
    let console = Console(quiet: settings.isQuiet)
    let folder = try OutputFolder(settings.output)
    do {
      let excerpts = try Excerpts(package: Package.root)
      console.progress("training in the core …")
      let training = SentenceTraining.run(settings)
      console.progress("one training step and a sentence by hand …")
      let run = WorkedRun(settings, trained: training.rounded)
      let checks = try run.twins.verify()
      console.progress("writing the pages …")
      let story = Story(settings: settings, run: run, training: training, excerpts: excerpts)
      let (book, readme) = try story.tell(checks)
      try ChapterFiles.write(book, readme: readme, settings: settings.listed, to: folder)
      let entries = checks.reduce(0) { $0 + $1.count }
      try console.summary(
        """
        chapter 0: \(book.pages.count) pages; \(entries.grouped) numbers by hand agree with the core
        read \(settings.output.appending(path: "README.md").path)
        """)
    } catch {
      folder.discard()
      throw error
    }
  }
}
