import Foundation

/// This package: where its sources are, and its version.
public enum Package {
  public static let version = "0.1.0"

  /// The root, found from where this file was compiled, whatever the working directory.
  public static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
}
