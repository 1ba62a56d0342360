import Foundation
import Terminal

/// A folder that is replaced as a whole: a run writes into a hidden sibling and swaps the two at
/// the end, so an interrupted run leaves the old output as it was. Only files that an earlier run
/// listed as its own (`files.txt`) are ever replaced.
package struct OutputFolder {
  /// Where the output will be: behind a symbolic link, what it leads to.
  package let target: URL
  private let scratch: URL
  private let canExchange: Bool
  /// Every README that we write begins so.
  package static let mark = "<!-- Written by Tiny Hat"

  /// Prepares the hidden sibling of `target`.
  ///
  /// - Throws: `Failure.cannotCreate` if the place cannot be written, is the folder that we are in or
  ///   one around it, is a link that leads nowhere, is not written in UTF-8, or holds anything that a
  ///   run of ours did not write.
  package init(_ target: URL) throws { try self.init(target, canExchange: true) }

  init(_ target: URL, canExchange: Bool) throws {
    self.canExchange = canExchange
    // Swift puts this mark in place of bytes that are no UTF-8; the folder would be another one.
    if target.path.contains("\u{fffd}") {
      throw Failure.cannotCreate(
        "\(target.path.onOneLine()) is not written in UTF-8; choose another folder with --output")
    }
    self.target = try Self.resolved(target)
    let parent = self.target.deletingLastPathComponent()
    let hidden = ".\(self.target.lastPathComponent)."
    scratch = parent.appending(path: "\(hidden)\(getpid()).\(UUID().uuidString)")
    try Self.clearLeftovers(of: self.target, named: hidden)
    try Self.checkOurs(self.target)
    do {
      try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
    } catch {
      throw Failure.cannotCreate(
        "cannot write to \(target.path); choose another folder with --output")
    }
    Leftovers.watch(scratch)
  }

  /// Swift's threads trap where they cannot open descriptors of their own, and sources that cannot be
  /// opened look as if they were gone: so a run makes sure of some before it starts a thread.
  ///
  /// - Throws: `Failure.inputOutput`.
  package static func checkDescriptors() throws {
    let spare = (0..<8).map { _ in open("/", O_RDONLY | O_CLOEXEC) }
    defer { for descriptor in spare where descriptor >= 0 { close(descriptor) } }
    if spare.contains(-1) {
      throw Failure.inputOutput("too few files may be open at once; allow more: ulimit -n 64")
    }
  }

  private static func resolved(_ folder: URL) throws -> URL {
    let path = folder.standardizedFileURL.path
    func realPath(_ path: String) -> String? {
      guard let found = realpath(path, nil) else { return nil }
      defer { free(found) }
      return String(cString: found)
    }
    var status = stat()
    guard lstat(path, &status) == 0 else { return URL(filePath: path) }
    guard let real = realPath(path) else {
      throw Failure.cannotCreate("\(path) is a link that leads nowhere; remove it")
    }
    let here = realPath(".") ?? ""
    if "\(here)/".hasPrefix(real == "/" ? real : "\(real)/") {
      throw Failure.cannotCreate(
        "\(real) cannot be replaced while you are in it; choose another folder with --output")
    }
    return status.st_mode & S_IFMT == S_IFLNK ? URL(filePath: real) : URL(filePath: path)
  }

  /// Clears away what runs that were killed have left: their process is gone. If one was killed
  /// after it had moved the old output aside, that is put back first.
  private static func clearLeftovers(of target: URL, named hidden: String) throws {
    let (files, parent) = (FileManager.default, target.deletingLastPathComponent())
    let leftovers = ((try? files.contentsOfDirectory(atPath: parent.path)) ?? []).filter { name in
      let parts = name.dropFirst(hidden.count).split(separator: ".")
      guard name.hasPrefix(hidden), parts.count >= 2, let process = pid_t(parts[0]),
        UUID(uuidString: String(parts[1])) != nil
      else { return false }
      return kill(process, 0) != 0 && errno == ESRCH
    }
    for name in leftovers where name.hasSuffix(".old") && !files.fileExists(atPath: target.path) {
      rename(parent.appending(path: name).path, target.path)
    }
    for name in leftovers { try? files.removeItem(at: parent.appending(path: name)) }
  }

  private static func checkOurs(_ folder: URL) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder.path, isDirectory: &isFolder) else {
      return
    }
    guard isFolder.boolValue else {
      throw Failure.cannotCreate("\(folder.path) is a file; --output needs a folder")
    }
    if let name = Manifest.foreign(in: folder) {
      throw Failure.cannotCreate(
        "\(folder.path) holds '\(name)', which no run wrote; move it away or choose another folder")
    }
  }

  /// - Throws: `Failure.inputOutput` if the bytes cannot be written, a full disk included.
  package func write(_ name: String, _ bytes: some Sequence<UInt8>) throws {
    try write(name, pieces: [Array(bytes)])
  }

  /// The same from pieces.
  package func write(_ name: String, pieces: [[UInt8]]) throws {
    do {
      try pieces.write(to: scratch.appending(path: name))
    } catch {
      throw Failure.inputOutput(
        "cannot write \(name) beside \(target.path): disk full or read-only")
    }
  }

  /// Lists what was written, and puts it in place of what was there.
  ///
  /// - Parameter readers: Files that belong to the reader from now on: no later run replaces a folder that
  ///   holds one.
  /// - Throws: `Failure.inputOutput` if the folders cannot be moved, `Failure.cannotCreate` if
  ///   somebody has put a file into the old one; the old one then stays.
  package func commit(leaving readers: [String] = []) throws {
    defer { Leftovers.forget(scratch) }
    let fileManager = FileManager.default
    let names = ((try? fileManager.contentsOfDirectory(atPath: scratch.path)) ?? [])
      .filter { !readers.contains($0) }
    try write(Manifest.file, Manifest.text(names).utf8)
    // Another run may put its folder there between our look and our move: then look again.
    for _ in 0..<10 {
      if fileManager.fileExists(atPath: target.path) {
        try Self.checkOurs(target)
        if canExchange, Self.exchange(scratch, target) { return Self.remove(scratch, into: target) }
        // Where two folders cannot be exchanged in one step, move the old one aside first.
        let old = scratch.appendingPathExtension("old")
        guard rename(target.path, old.path) == 0 else { continue }
        if rename(scratch.path, target.path) == 0 { return Self.remove(old, into: target) }
        rename(old.path, target.path)
      } else if rename(scratch.path, target.path) == 0 {
        return
      }
    }
    throw Failure.inputOutput("cannot put the output in place at \(target.path)")
  }

  /// Removes an old output. What somebody put there in the very last moment goes into the new one.
  private static func remove(_ old: URL, into target: URL) {
    while let name = Manifest.foreign(in: old) {
      guard rename(old.appending(path: name).path, target.appending(path: name).path) == 0 else {
        return
      }
    }
    try? FileManager.default.removeItem(at: old)
  }

  /// Removes what was written, after a failure.
  package func discard() {
    try? FileManager.default.removeItem(at: scratch)
    Leftovers.forget(scratch)
  }

  /// Exchanges two folders in one step of the file system; false where that is not to be had.
  private static func exchange(_ a: URL, _ b: URL) -> Bool {
    #if os(Linux)
      typealias Rename =
        @convention(c) (
          Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>, UInt32
        ) -> Int32
      // glibc has renameat2, but Swift's import of it does not show it.
      guard let symbol = dlsym(UnsafeMutableRawPointer(bitPattern: 0), "renameat2") else {
        return false
      }
      let here: Int32 = -100  // AT_FDCWD
      return unsafeBitCast(symbol, to: Rename.self)(here, a.path, here, b.path, 2) == 0
    #else
      return renamex_np(a.path, b.path, UInt32(RENAME_SWAP)) == 0
    #endif
  }
}
