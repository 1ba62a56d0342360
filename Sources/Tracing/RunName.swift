import Formats
import Foundation
import Terminal

/// What a run is called in a clone of this package: `chapter1` for the book's, and
/// `chapter1/seed=7,steps=8` for one with other settings, which lies under `Output/runs`.
package struct RunName: Sendable, Equatable, CustomStringConvertible {
  /// One digit.
  package let chapter: Int
  /// What differs from the book's settings, as part of a path; empty for the book's run.
  package let difference: String
  private static let longest = 80

  /// - Parameters:
  ///   - chapter: Its number, from 0, one digit.
  ///   - settings: Those that differ from the book's.
  package init(chapter: Int, differing settings: [(name: String, value: String)]) {
    self.chapter = chapter
    let text = settings.map { "\($0.name.replacing("_", with: "-"))=\($0.value)" }
      .joined(separator: ",")
    difference = Self.safe(text)
  }

  /// Reads a name; nil if it is none.
  package init?(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts[0].hasPrefix("chapter"), parts[0].count == 8,
      let chapter = Int(parts[0].dropFirst(7)),
      parts.count == 1 || (parts[1].contains("=") && parts[1] == Self.safe(String(parts[1])))
    else { return nil }
    self.chapter = chapter
    difference = parts.count == 1 ? "" : String(parts[1])
  }

  /// Whether all settings are the book's.
  package var isBook: Bool { difference.isEmpty }
  /// The name as commands take it: `chapter1`, or `chapter1/seed=7,steps=8`.
  package var description: String { "chapter\(chapter)" + (isBook ? "" : "/\(difference)") }

  /// Where the run lies.
  package var folder: URL {
    Package.root.appending(path: isBook ? "Output/\(self)" : "Output/runs/\(self)")
  }

  /// The command that makes the run; words that were made safe stand with spaces again.
  package var command: String {
    let options = difference.split(separator: ",").map { setting -> String in
      let parts = setting.split(separator: "=", maxSplits: 1)
      let (name, value) = (String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
      return ["prompt", "sentence"].contains(name)
        ? "\"\(value.replacing("-", with: " "))\"" : "--\(name) \(value)"
    }
    return (["swift run chapter\(chapter)"] + options).joined(separator: " ")
  }

  /// The text with only those characters that are plain in any shell and file system. Where that loses
  /// more than a space, or the text is too long, its checksum makes it one of a kind.
  private static func safe(_ text: String) -> String {
    let plain = text.map {
      $0.isASCII && ($0.isLetter || $0.isNumber || "=,.+_-".contains($0)) ? $0 : "-"
    }
    let isWhole = zip(plain, text).allSatisfy { $0 == $1 || $1 == " " }
    if isWhole && plain.count <= longest { return String(plain) }
    let sum = String(CRC32.of(Array(text.utf8)), radix: 16)
    return String(plain.prefix(longest - sum.count - 1)) + "-" + sum
  }
}
