import ChapterKit
import Core
import Dataset
import Foundation
import Numerics
import Terminal
import Walkthrough

/// Chapter 1: flow matching with a tiny U-Net.
///
/// Everything is computed first, by hand and in the core; the two are compared; then the pages are
/// written from the recording.
@main
struct Chapter1 {
  static func main() async {
    let words = Array(CommandLine.arguments.dropFirst())
    do {
      let settings = try Settings(words)
      if let text = settings.answer { return try Console.print(text + "\n") }
      try await run(settings)
    } catch {
      Console.fail("chapter1", error)
    }
  }

  static func run(_ settings: Settings) async throws {
    let console = Console(quiet: settings.isQuiet)
    let folder = try OutputFolder(settings.output)
    do {
      let excerpts = try Excerpts(package: Package.root)
      console.progress("training two U-Nets in the core …")
      async let digits = DigitsTraining.run(settings)
      let shapes = ShapesTraining.run(settings) { console.bar("training", $0, of: $1) }
      console.progress("one training step and \(settings.steps) sampling steps by hand …")
      let run = WorkedRun(settings, trained: shapes.rounded)
      let checks = try run.twins.verify()
      console.progress("writing the pages …")
      let story = Story(
        settings: settings, run: run, shapes: shapes, digits: try await digits, excerpts: excerpts)
      let (book, readme) = try story.tell(checks)
      try ChapterFiles.write(book, readme: readme, settings: settings.listed, to: folder)
      let entries = checks.reduce(0) { $0 + $1.count }
      try console.summary(
        """
        chapter 1: \(book.pages.count) pages; \(entries.grouped) numbers by hand agree with the core
        read \(settings.output.appending(path: "README.md").path)
        """)
    } catch {
      folder.discard()
      throw error
    }
  }
}
