/// What can go wrong in a run, with the line that the user is told and the exit code of `sysexits`.
package enum Failure: Error, Equatable {
  /// The command line is wrong: an unknown option, or a value that it does not take.
  case usage(String)
  /// A file was read and cannot be used, or the numbers of a run overflow.
  case badData(String)
  /// A file to be read is missing, or cannot be opened.
  case noInput(String)
  /// The two computations of a chapter differ: the program is wrong, not its user.
  case disagreement(String)
  /// A file or a folder cannot be written, or is in the way.
  case cannotCreate(String)
  /// The system has let the program down on its way: a full disk, a limit on open files.
  case inputOutput(String)

  /// What went wrong, without the program's name; it may hold text from files.
  package var message: String {
    switch self {
    case .usage(let text), .badData(let text), .noInput(let text), .disagreement(let text),
      .cannotCreate(let text), .inputOutput(let text):
      text
    }
  }

  /// 64 (usage) to 74 (input or output), as `sysexits.h` numbers them.
  package var exitCode: Int32 {
    switch self {
    case .usage: 64
    case .badData: 65
    case .noInput: 66
    case .disagreement: 70
    case .cannotCreate: 73
    case .inputOutput: 74
    }
  }
}
