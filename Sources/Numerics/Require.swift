import Foundation

/// Stops the program with a message if a chapter's author (not its user) has made a mistake.
///
/// `precondition` will not do: in an optimized build, which all of ours are, it stops without its
/// message.
@inline(__always)
package func require(
  _ condition: Bool, _ message: @autoclosure () -> String, file: StaticString = #fileID,
  line: UInt = #line
) {
  if !condition { stop(message(), file: file, line: line) }
}

/// Stops the program with a message, where the code cannot go on.
@inline(never)
package func stop(_ message: String, file: StaticString = #fileID, line: UInt = #line) -> Never {
  FileHandle.standardError.write(Data("\(file):\(line): \(message)\n".utf8))
  abort()
}
