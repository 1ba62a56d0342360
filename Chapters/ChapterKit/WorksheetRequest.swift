import Foundation
import Terminal
import Tracing
import Walkthrough

/// A worksheet that a run is to write beside its pages.
package struct WorksheetRequest: Sendable {
  /// Where the run goes.
  let folder: URL
  private let level: Worksheet.Level
  private let seed: UInt64
  private let hasAnswers: Bool
  /// The folder as it was typed.
  private let path: String

  /// What is done in place of a run.
  private static let others = ["--paint-only", "--interactive"]

  /// nil where no worksheet was asked for.
  ///
  /// - Throws: `Failure.usage` for its options without it, or for two folders; `Failure.cannotCreate` if
  ///   the folder holds anything, such as a worksheet in which somebody has written.
  init?(_ given: Arguments) throws {
    guard let path = given.text(.worksheet) else {
      for option in [CommandOption.level, .answers] where given.has(option) {
        throw Failure.usage("\(option.name) belongs to --worksheet DIR")
      }
      return nil
    }
    if given.has(.output) {
      throw Failure.usage("--worksheet names the folder already; leave out --output")
    }
    if let other = Self.others.first(where: { given.text($0) != nil }) {
      throw Failure.usage("--worksheet writes a whole run; leave out \(other)")
    }
    self.path = path
    folder = URL(asGiven: path)
    level = given.whole(.level).flatMap(Worksheet.Level.init) ?? .terms
    seed = UInt64(given.whole(.seed) ?? 1)
    hasAnswers = given.has(.answers)
    let file = folder.appending(path: Worksheet.file)
    if FileManager.default.fileExists(atPath: file.path) {
      throw Failure.cannotCreate(
        "\(file.path.onOneLine()) is there already, perhaps filled in; take another folder")
    }
    // The book, or another run, would be lost to a sheet with blanks.
    let found = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    if !found.isEmpty {
      throw Failure.cannotCreate(
        "\(path.onOneLine()) is not empty; a worksheet needs a folder of its own")
    }
  }

  /// Writes the worksheet, the list of its blanks and, where it was asked for, the teacher's key.
  ///
  /// - Returns: The file that belongs to the reader from now on, and the numbers that the pages leave out.
  /// - Throws: `TraceError` if the trace cannot be read back, `Failure` if a file cannot be written.
  func write(to output: OutputFolder, _ book: Book, _ trace: TraceText, _ title: String) throws -> (
    file: String, blanks: [Blanks.Place: Int]
  ) {
    let sheet = try Worksheet(
      RecordedTrace(.text(trace, name: path)), places: book.places, level: level, seed: seed)
    let chapter = Worksheet.Chapter(
      title: title, heading: book.heading, names: { AdamWNames(of: book.names(of: $0)).grid($1) })
    let file = folder.appending(path: Worksheet.file).relativePath
    try output.write(Worksheet.file, sheet.markdown(chapter, path: file).utf8)
    try output.write(Worksheet.list, sheet.listText(chapter.names).utf8)
    if hasAnswers { try output.write(Worksheet.key, sheet.answers(chapter).utf8) }
    let blanks = sheet.blanks.map { (Blanks.Place($0.entry, product: $0.product), $0.number) }
    return (Worksheet.file, Dictionary(uniqueKeysWithValues: blanks))
  }
}
