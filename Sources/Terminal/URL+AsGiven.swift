import Foundation

extension URL {
  /// A path as somebody gave it. A shell has already put the home folder in place of `~`; where one is
  /// left, it is a name like any other, though Foundation would read it otherwise.
  package init(asGiven path: String) {
    self.init(filePath: path.hasPrefix("~") ? "./\(path)" : path)
  }
}
