import Foundation

/// The chapters of the book: those whose pages lie in `Output`.
package enum BookChapters {
  /// The folder with the book's pages.
  package static let output = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Output")

  /// From 0.
  package static let numbers: [Int] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: output.path)) ?? []
    let found = names.compactMap { $0.hasPrefix("chapter") ? Int($0.dropFirst(7)) : nil }.sorted()
    precondition(!found.isEmpty, "no chapter in \(output.path)")
    return found
  }()
}
