import Foundation
import Terminal

/// An experiment as its chapter's program tells of it.
struct Listed {
  let chapter, name, question: String
  /// Trainings that were measured, and all that are declared.
  let there, lines: Int
  /// About how long one takes.
  let seconds: Double

  /// Of a line: name, trainings there, trainings declared, seconds, question.
  private init?(_ line: Substring) {
    let cells = line.split(separator: "\t")
    guard cells.count == 5, let there = Int(cells[1]), let lines = Int(cells[2]),
      let seconds = Double(cells[3])
    else { return nil }
    let parts = cells[0].split(separator: "/")
    guard parts.count == 2 else { return nil }
    (chapter, name, question) = ("\(parts[0])", "\(parts[1])", "\(cells[4])")
    (self.there, self.lines, self.seconds) = (there, lines, seconds)
  }

  /// Those of all chapters.
  ///
  /// - Throws: As `ChapterProgram.output` does.
  static func all() throws -> [Listed] {
    try ChapterProgram.all.flatMap { program in
      try program.output(["--experiments"]).split(separator: "\n").compactMap(Listed.init)
    }
  }
}
