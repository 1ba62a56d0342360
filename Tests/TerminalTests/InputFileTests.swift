import Foundation
import Terminal
import Testing

@Suite struct InputFileTests {
  let place = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)

  func failure(_ path: String, limit: Int = InputFile.limit) -> Failure? {
    do {
      _ = try InputFile.bytes(of: path, limit: limit)
      return nil
    } catch { return error as? Failure }
  }

  @Test func `a regular file is read whole, up to the size that is stated`() throws {
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: place) }
    let file = place.appending(path: "file").path
    let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    try Data(bytes).write(to: URL(filePath: file))
    #expect(try InputFile.bytes(of: file) == bytes)
    #expect(try InputFile.bytes(of: file, limit: bytes.count) == bytes)
    #expect(failure(file, limit: bytes.count - 1)?.exitCode == 65)
    // A file of 1 TB, all of it a hole.
    #expect(truncate(file, 1 << 40) == 0)
    #expect(failure(file)?.message.contains("larger than 128 MiB") == true)
  }

  @Test func `pipes, devices, folders and missing files are an error at once`() throws {
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: place) }
    let pipe = place.appending(path: "pipe").path
    #expect(mkfifo(pipe, 0o600) == 0)
    for path in [pipe, "/dev/zero", "/dev/null", place.path] {
      #expect(failure(path) == .noInput("cannot read \(path): it is no regular file"))
    }
    #expect(failure("/nowhere")?.exitCode == 66)
    #expect(failure("/nowhere")?.message.hasSuffix("No such file or directory") == true)
  }
}
