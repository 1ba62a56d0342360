import Foundation
import Terminal

/// Trains and measures what the book's comparisons rest on, by asking the chapters' programs.
@main
struct Experiments {
  static let list = CommandOption("--list", .flag, "what there is, and how long it takes")
  static let again = CommandOption(
    "--again", .flag, "make one line of each experiment anew, and compare it with the one kept")
  static let starts = CommandOption(
    "--starts", .whole("N", 2...1000), "trainings of each row (default: as declared)")
  static let options = [list, again, starts, .quiet, .help, .version]

  static func main() {
    Console.ignoreWriteSignals()
    do {
      try run(
        Arguments(
          Array(CommandLine.arguments.dropFirst()), options: options, words: 0...100))
    } catch { Console.fail("experiments", error) }
  }

  private static func run(_ given: Arguments) throws {
    if given.has(.help) || given.has(.version) {
      return try Console.print(given.has(.help) ? help : "Tiny Hat \(Package.version)\n")
    }
    let all = try Listed.all()
    if given.has(list) { return try Console.print(table(of: try chosen(given.words, all))) }
    for one in try chosen(given.words, all) {
      var words = [given.has(again) ? "--again" : "--experiment", one.name]
      if let starts = given.whole(starts) { words += ["--starts", "\(starts)"] }
      try ChapterProgram(one.chapter).run(words + (given.has(.quiet) ? ["--quiet"] : []))
    }
  }

  /// Those that are named, `recipes` or `chapter1/recipes` or `chapter1`; all without names.
  private static func chosen(_ words: [String], _ all: [Listed]) throws -> [Listed] {
    if words.isEmpty { return all }
    return try words.flatMap { word in
      let found = all.filter { [$0.name, $0.chapter, "\($0.chapter)/\($0.name)"].contains(word) }
      if found.isEmpty { throw Failure.usage("there is no experiment '\(word)'; see --list") }
      return found
    }
  }

  private static func table(of all: [Listed]) -> String {
    let width = all.map { $0.chapter.count + $0.name.count + 1 }.max() ?? 0
    return all.map { one in
      let name = "\(one.chapter)/\(one.name)"
        .padding(toLength: width + 2, withPad: " ", startingAt: 0)
      // Two trainings at a time.
      let minutes = Int((Double(one.lines) * one.seconds / 120).rounded(.up))
      return
        "\(name)\(one.there) of \(one.lines) trainings, \(minutes) min for all: \(one.question)\n"
    }.joined()
  }

  private static var help: String {
    """
    Trains and measures what the book's comparisons rest on: each row of settings from several starts.

    swift run -c release experiments [NAME …] [options]

    A NAME is an experiment or a chapter; without one, all are measured. What is in the file already is not
    measured again, so an interrupted run goes on where it was.

    \(Arguments.list(options))

    """
  }
}
