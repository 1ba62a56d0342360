import ByHand
import Core
import Formats
import Foundation
import Numerics
import Terminal
import Tracing
import Walkthrough

/// A chapter: what its command line takes, what it computes, and who tells it. The run around that is
/// the same for all.
///
///     @main
///     struct Chapter1: Chapter { … }
package protocol Chapter: Sendable {
  /// Who tells what was computed.
  associatedtype Told: Story

  /// What the command line's help is made of; known without an instance.
  static var about: About { get }

  /// - Throws: `Failure` for wrong options and words, and for files that cannot be used.
  init(_ given: Arguments, _ common: ChapterSettings) throws

  /// What the options that all chapters have were set to.
  var common: ChapterSettings { get }

  /// What a trace calls the chapter's own settings.
  var settings: [(name: String, value: String)] { get }

  /// Computes everything, by hand and in the core.
  func compute(_ console: Console) async throws -> Told

  /// The trainings that its pages compare.
  static var experiments: [Experiment] { get }

  /// Does what was asked for in place of a run, a talk or a picture alone: then true.
  func isDone(_ console: Console) throws -> Bool
}

/// What a chapter says of itself on the command line.
package struct About: Sendable {
  /// Its place in the book, from 0.
  package let number: Int
  /// Without the chapter's number.
  package let title: String
  /// The words that stand beside the options: how many, how the usage line shows them, and what
  /// they are.
  let words: (count: ClosedRange<Int>, usage: String, meaning: String)
  /// Whether trained models lie beside the chapter's code.
  let keepsModels: Bool
  private let own: [CommandOption]
  private let startsModel: String

  /// - Parameters:
  ///   - number: Its place in the book, from 0.
  ///   - title: The chapter's, without its number.
  ///   - options: What the chapter takes beside the options that all chapters have.
  ///   - startsModel: Which model `--weights` is for, where the chapter has several.
  ///   - keepsModels: Whether trained models lie beside the chapter's code, which `--weights` may replace.
  ///   - words: What stands beside the options: how many words, how the usage line shows them, and what they
  ///     mean; by default none.
  package init(
    _ number: Int, _ title: String, options: [CommandOption],
    weights startsModel: String = "the model", keepsModels: Bool = true,
    words: (count: ClosedRange<Int>, usage: String, meaning: String) = (0...0, "", "")
  ) {
    self.number = number
    self.title = title
    self.words = words
    self.startsModel = startsModel
    self.keepsModels = keepsModels
    own = options
  }

  /// All that the chapter takes, in the order of the help: its own between those that every chapter
  /// has.
  package var options: [CommandOption] {
    [.output, .seed, .weights(of: startsModel, orTrained: keepsModels)] + own
      + [.worksheet, .level, .answers, .quiet, .help, .version]
  }

  var program: String { "chapter\(number)" }

  /// `Chapter 1 · Flow matching …`
  var heading: String { "Chapter \(number) · \(title)" }

  var help: String {
    let usage = ["swift run \(program)", words.usage, "[options]"].filter { !$0.isEmpty }
    return ["Chapter \(number): \(title).", usage.joined(separator: " "), words.meaning]
      .filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n\n\(Arguments.list(options))\n"
  }
}

extension Chapter {
  /// The settings of a command line.
  ///
  /// - Throws: `Failure` for wrong options and words, and for files that cannot be used.
  package static func parse(_ words: [String]) throws -> Self {
    try parse(Arguments(words, options: about.options, words: about.words.count))
  }

  private static func parse(_ given: Arguments) throws -> Self {
    try Self(given, ChapterSettings(given, keepsModels: about.keepsModels))
  }

  /// Not `async` itself: the tests link several chapters into one program, which can hold only one
  /// asynchronous `main`.
  package static func main() {
    do { try OutputFolder.checkDescriptors() } catch { Console.fail(about.program, error) }
    Task {
      do {
        try await answer(Array(CommandLine.arguments.dropFirst()))
        exit(0)
      } catch {
        Console.fail(about.program, error)
      }
    }
    dispatchMain()
  }

  private static func answer(_ words: [String]) async throws {
    if try await Experimenter.answers(words, about.number, experiments) { return }
    let given = try Arguments(words, options: about.options, words: about.words.count)
    if given.has(.help) { return try Console.print(about.help) }
    if given.has(.version) { return try Console.print("Tiny Hat \(Package.version)\n") }
    let chapter = try parse(given)
    let console = Console(quiet: chapter.common.isQuiet)
    if try !chapter.isDone(console) { try await chapter.run(console) }
  }

  /// By default there are none.
  package static var experiments: [Experiment] { [] }

  /// By default a run is what was asked for.
  package func isDone(_ console: Console) throws -> Bool { false }

  /// Computes, compares, tells, and puts the files in the old output's place.
  private func run(_ console: Console) async throws {
    let name = try name
    let folder = try OutputFolder(common.output ?? name.folder)
    do {
      let excerpts = try Excerpts(package: Package.root)
      let story = try await compute(console)
      let comparisons = try story.run.comparison.verify()
      console.progress("writing the pages …")
      let trace = traceText(of: story.run)
      let digest = SHA256.digest(of: trace.pieces)
      func tell(without blanks: [Blanks.Place: Int] = [:]) throws -> Book {
        let book = Book(
          story.outline, trace: story.run.trace, origin: common.origin, excerpts: excerpts,
          check: story.run.comparison.sentence,
          depth: common.output == nil && !name.isBook ? 2 : 0, blanks: blanks)
        try book.write(to: folder, readme: Self.about.heading) { page in
          contents(page, story, comparisons, digest: digest)
        }
        return book
      }
      let book = try tell()
      let worksheet = try common.worksheet?.write(to: folder, book, trace, Self.about.heading)
      // Only whoever knows which page shows what can choose blanks: so the pages are told again.
      if let worksheet { _ = try tell(without: worksheet.blanks) }
      try folder.write("trace.tsv", pieces: trace.pieces)
      try folder.write("pages.tsv", places(of: book).utf8)
      try folder.write("tensors.safetensors", tensors(of: story.run).encoded())
      if let models = story.models { try folder.write("trained.safetensors", models.encoded) }
      try folder.commit(leaving: worksheet.map { [$0.file] } ?? [])
      let computed = comparisons.reduce(0) { $0 + $1.computed }
      try console.summary(
        """
        chapter \(Self.about.number): \(book.pageCount) pages; \(computed.grouped) numbers by hand agree with the core
        read \(folder.target.appending(path: worksheet?.file ?? "README.md").path)
        """ + comparing(name))
      if !story.frames.isEmpty {
        try console.play(story.frames)
        try console.paint("\(folder.target.appending(path: "painted.png").path)\n")
      }
      if let writing = story.writing { try console.summary(writing) }
    } catch {
      folder.discard()
      throw error
    }
  }

  /// What the summary says of comparing this run with the book's.
  private func comparing(_ name: RunName) -> String {
    if name.isBook { return "" }
    let run = common.output?.path ?? "\(name)"
    return "\ncompare it with the book's: swift run trace diff chapter\(Self.about.number) \(run)"
  }

  /// What the run is called: after the settings that differ from the book's.
  ///
  /// - Throws: `Failure` if the chapter cannot be made without options.
  package var name: RunName {
    get throws {
      let book = Dictionary(
        uniqueKeysWithValues: try Self.parse([]).listed.map { ($0.name, $0.value) })
      let differing = listed.filter { $0.name != "weights" && book[$0.name] != $0.value }
        .map {
          (
            name: $0.name,
            value: common.given.text("--\($0.name.replacing("_", with: "-"))") ?? $0.value
          )
        }
      return RunName(chapter: Self.about.number, differing: differing + common.given.files)
    }
  }

  /// All settings under the names that a trace gives them.
  var listed: [(name: String, value: String)] {
    [("chapter", "\(Self.about.number)"), ("seed", "\(common.seed)")] + settings
      + [("weights", common.weightsSetting)]
  }

  /// The text of `pages.tsv`: each grid and the page that shows it first.
  private func places(of book: Book) -> String {
    book.places.map { "\($0.page)\t\($0.grid)\n" }.joined()
  }

  /// The text of `trace.tsv`.
  package func traceText(of run: Run) -> TraceText {
    run.traceText(listed)
  }

  private func tensors(of run: Run) -> Safetensors {
    Safetensors(
      run.trace.grids.map { ($0.name, Tensor($0.shape, $0.values)) },
      metadata: Dictionary(uniqueKeysWithValues: listed.map { ($0.name, $0.value) }))
  }
}
