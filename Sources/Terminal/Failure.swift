/// What can go wrong in a run, with the line that the user is told and the exit code of `sysexits`.
package enum Failure: Error, Equatable {
  case usage(String)
  case badData(String)
  case noInput(String)
  case disagreement(String)
  case cannotCreate(String)
  case inputOutput(String)

  package var message: String {
    switch self {
    case .usage(let text), .badData(let text), .noInput(let text), .disagreement(let text),
      .cannotCreate(let text), .inputOutput(let text):
      text
    }
  }

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
