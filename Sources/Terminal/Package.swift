import Foundation

/// This package: where its sources are, and its version.
package enum Package {
  /// What `--version` prints, and a trace's head says.
  package static let version = "1.0.0"

  /// The root, found from where this file was compiled, whatever the working directory.
  package static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
}
