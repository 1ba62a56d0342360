import Foundation

/// The list of files that a run wrote, in the folder itself: a later run replaces these, and takes
/// anything else for somebody's own.
enum Manifest {
  static let file = "files.txt"
  private static let title = "# Written by Tiny Hat: the files that the next run replaces."

  static func text(_ names: [String]) -> String {
    ([title] + names.sorted()).joined(separator: "\n") + "\n"
  }

  /// The first thing in a folder that no run of ours wrote; nil if there is none.
  ///
  /// Of our own are regular files that the list names, and the list; nothing inside other folders.
  static func foreign(in folder: URL) -> String? {
    let files = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
      .sorted()
    if let odd = files.first(where: { !isRegular(folder.appending(path: $0).path) }) { return odd }
    // The Finder leaves its own file wherever it looks.
    let ours = names(in: folder, files).union([".DS_Store"])
    return files.first { !ours.contains($0) }
  }

  private static func isRegular(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  private static func names(in folder: URL, _ files: [String]) -> Set<String> {
    guard let text = try? String(contentsOf: folder.appending(path: file), encoding: .utf8),
      text.hasPrefix(title + "\n")
    else { return adopted(in: folder, files) }
    return Set(text.split(separator: "\n").dropFirst().map(String.init) + [file])
  }

  /// Folders that were written before there were lists have a README with our mark. Theirs are the
  /// two files of numbers, and every page and picture that the README leads to.
  private static func adopted(in folder: URL, _ files: [String]) -> Set<String> {
    func text(_ name: String) -> String? {
      try? String(contentsOf: folder.appending(path: name), encoding: .utf8)
    }
    guard text("README.md")?.hasPrefix(OutputFolder.mark) == true else { return [] }
    var found: Set<String> = ["README.md", "trace.tsv", "tensors.safetensors"]
    var unread = ["README.md"]
    while let page = unread.popLast() {
      let ends = Set("()\"#".utf8)
      let words = Set((text(page) ?? "").utf8.split { ends.contains($0) }.map { String($0) ?? "" })
      for name in files where words.contains(name) && found.insert(name).inserted {
        if name.hasSuffix(".md") { unread.append(name) }
      }
    }
    return found
  }
}
