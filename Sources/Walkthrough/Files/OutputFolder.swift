import Foundation
import Terminal

/// A folder that is replaced as a whole: a run writes into a hidden sibling and swaps the two at
/// the end, so an interrupted run leaves the old output as it was.
public struct OutputFolder {
  public let target: URL
  private let scratch: URL
  /// Every README that we write begins so; a folder without it is somebody else's.
  public static let mark = "<!-- Written by Tiny Hat"
  private static let endings: Set<String> = ["md", "svg", "png", "tsv", "safetensors"]

  /// Prepares the hidden sibling of `target`.
  ///
  /// - Throws: `Failure.cannotCreate` if the place cannot be written, or holds anything that a run
  ///   of ours did not write.
  public init(_ target: URL) throws {
    self.target = target.standardizedFileURL
    let parent = self.target.deletingLastPathComponent()
    let hidden = ".\(self.target.lastPathComponent)."
    scratch = parent.appending(path: "\(hidden)\(getpid()).\(UUID().uuidString)")
    try Self.checkOurs(self.target)
    Self.removeLeftovers(in: parent, named: hidden)
    do {
      try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
    } catch {
      throw Failure.cannotCreate(
        "cannot write to \(target.path); choose another folder with --output")
    }
  }

  /// Removes what runs that were killed have left: their process is gone.
  private static func removeLeftovers(in parent: URL, named hidden: String) {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: parent.path)) ?? []
    where name.hasPrefix(hidden) {
      let parts = name.dropFirst(hidden.count).split(separator: ".")
      guard parts.count >= 2, let process = pid_t(parts[0]),
        UUID(uuidString: String(parts[1])) != nil,
        kill(process, 0) != 0, errno == ESRCH
      else { continue }
      try? FileManager.default.removeItem(at: parent.appending(path: name))
    }
  }

  private static func checkOurs(_ folder: URL) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder.path, isDirectory: &isFolder) else {
      return
    }
    guard isFolder.boolValue else {
      throw Failure.cannotCreate("\(folder.path) is a file; --output needs a folder")
    }
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    if files.isEmpty { return }
    let readme = try? String(contentsOf: folder.appending(path: "README.md"), encoding: .utf8)
    let foreign = files.filter { file in
      file != ".DS_Store" && !endings.contains((file as NSString).pathExtension)
    }
    guard readme?.hasPrefix(mark) == true, foreign.isEmpty else {
      let what = foreign.sorted().first.map { " ('\($0)')" } ?? ""
      throw Failure.cannotCreate(
        "\(folder.path) holds files that are not of an earlier run\(what); choose an empty folder")
    }
  }

  /// - Throws: `Failure.inputOutput` if the bytes cannot be written, a full disk included.
  public func write(_ name: String, _ bytes: some Sequence<UInt8>) throws {
    do {
      try Data(bytes).write(to: scratch.appending(path: name))
    } catch {
      throw Failure.inputOutput(
        "cannot write \(name) beside \(target.path): disk full or read-only")
    }
  }

  /// Puts what was written in place of what was there.
  ///
  /// - Throws: `Failure.inputOutput` if the folders cannot be moved; the old one then stays.
  public func commit() throws {
    let fileManager = FileManager.default
    // Another run may put its folder there between our look and our move: then look again.
    for _ in 0..<10 {
      if fileManager.fileExists(atPath: target.path) {
        if Self.exchange(scratch, target) {
          try? fileManager.removeItem(at: scratch)
          return
        }
        // Where two folders cannot be exchanged in one step, move the old one aside first.
        let old = scratch.appendingPathExtension("old")
        guard rename(target.path, old.path) == 0 else { continue }
        if rename(scratch.path, target.path) == 0 {
          try? fileManager.removeItem(at: old)
          return
        }
        rename(old.path, target.path)
      } else if rename(scratch.path, target.path) == 0 {
        return
      }
    }
    throw Failure.inputOutput("cannot put the output in place at \(target.path)")
  }

  /// Removes what was written, after a failure.
  public func discard() { try? FileManager.default.removeItem(at: scratch) }

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
