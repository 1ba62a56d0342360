import Foundation

extension Collection<[UInt8]> {
  /// Writes bytes that are held in pieces, one piece after the other, to a new file.
  ///
  /// - Throws: What Foundation throws if the file cannot be made or written.
  package func write(to file: URL) throws {
    try Data(first ?? []).write(to: file)
    if count < 2 { return }
    let handle = try FileHandle(forWritingTo: file)
    defer { try? handle.close() }
    try handle.seekToEnd()
    for piece in dropFirst() { try handle.write(contentsOf: Data(piece)) }
  }
}
