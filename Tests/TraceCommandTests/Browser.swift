import Foundation
import TestSupport

/// A real browser without a window, where there is one.
struct Browser {
  private let program: URL

  /// Nil where no Chromium is installed.
  init?() {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    let places = folders.flatMap { folder in
      ["chromium", "chromium-browser", "google-chrome"].map { "\(folder)/\($0)" }
    }
    guard let found = places.first(where: FileManager.default.isExecutableFile) else { return nil }
    program = URL(filePath: found)
  }

  /// What `ViewCheck.js` found out about a page.
  struct Answer: Decodable {
    var error: String?
    var count = 0
    var equal = 0
    var badge = ""
    var parting: String?
    /// The parameter that the page says to drag first.
    var first = ""
    var other: Other?
    var followed: [String] = []
    var back: [String]?
    var captions: [String] = []
    var results: [String] = []
    var wasHacked = false

    /// After this run was given the other's given numbers.
    struct Other: Decodable {
      var changed = 0
      var equal = 0
      var undone = 0
    }
  }

  /// Opens a page, lets a reader's doings run in it, and reads their answer.
  ///
  /// - Parameters:
  ///   - asked: Functions and arguments, as bits, to compute.
  ///   - script: The file with the reader's doings, beside this one.
  /// - Returns: The answer, and what the page wrote to the console.
  func check(
    _ html: String, asked: [(function: String, bits: UInt64)] = [],
    script file: String = "ViewCheck.js"
  ) throws
    -> (answer: Answer, console: [Substring])
  {
    let place = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: place) }
    let script = try String(
      contentsOf: URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: file), encoding: .utf8)
    let list = asked.map { "[\"\($0.function)\", \"\($0.bits)\"]" }.joined(separator: ",")
    let page = html.replacing(
      "</body>", with: "<script>window.asked = [\(list)];\n\(script)</script></body>")
    let address = place.appending(path: "page.html")
    try page.write(to: address, atomically: true, encoding: .utf8)
    let result = try Program(at: program).run(
      [
        "--headless=new", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr",
        "--user-data-dir=\(place.path)/profile", "--virtual-time-budget=100000", "--dump-dom",
        address.absoluteString,
      ], in: place)
    let console = result.errors.split(separator: "\n").filter { $0.contains("CONSOLE") }
    guard let found = result.output.firstMatch(of: /<pre id="answer">(.*?)<\/pre>/) else {
      return (Answer(error: "no answer"), console)
    }
    let text = found.1.replacing("&lt;", with: "<").replacing("&gt;", with: ">")
      .replacing("&amp;", with: "&")
    return (try JSONDecoder().decode(Answer.self, from: Data(text.utf8)), console)
  }
}
