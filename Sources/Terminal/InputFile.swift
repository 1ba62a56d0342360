import Foundation

/// Files that somebody else made. Only regular files are read, and none beyond a stated size: a
/// pipe waits for its writer, a device may never end, and memory does.
package enum InputFile {
  /// 128 MiB: more than MNIST or the parameters of a tiny model need.
  package static let limit = 128 << 20

  /// Opens a file for reading. The caller closes the descriptor.
  ///
  /// - Throws: `Failure.noInput` if it cannot be opened or is no regular file, `Failure.badData` if
  ///   it has more than `limit` bytes.
  package static func open(_ path: String, limit: Int = limit) throws -> Int32 {
    // Without O_NONBLOCK, opening a pipe waits for somebody to write.
    let descriptor = Foundation.open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw Failure.noInput("cannot read \(path): \(reason)") }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw Failure.noInput("cannot read \(path): it is no regular file")
    }
    guard status.st_size <= limit else {
      close(descriptor)
      throw tooLarge(path, limit)
    }
    return descriptor
  }

  /// All bytes of a file.
  ///
  /// - Throws: As `open` does, and `Failure.noInput` if reading fails.
  package static func bytes(of path: String, limit: Int = limit) throws -> [UInt8] {
    let descriptor = try open(path, limit: limit)
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    while true {
      let part = try [UInt8](unsafeUninitializedCapacity: 1 << 20) { buffer, count in
        let got = read(descriptor, buffer.baseAddress, buffer.count)
        guard got >= 0 else { throw Failure.noInput("cannot read \(path): \(reason)") }
        count = got
      }
      if part.isEmpty { return bytes }
      bytes += part
      // It may have grown since it was opened.
      if bytes.count > limit { throw tooLarge(path, limit) }
    }
  }

  private static var reason: String { String(cString: strerror(errno)) }

  private static func tooLarge(_ path: String, _ limit: Int) -> Failure {
    .badData("\(path) is larger than \(limit >> 20) MiB, the most that is read")
  }
}
