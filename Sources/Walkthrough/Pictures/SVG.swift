/// Pieces of SVG that are legible on white and on black: each picture has a ground of its own, white or black as
/// the reader's system is, and text of class `t` and lines of class `l` that stand out from it. So a picture can
/// be read on a page of the other colour, too.
package enum SVG {
  /// A whole picture.
  package static func document(width: Int, height: Int, _ lines: [String]) -> String {
    """
    <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" \
    viewBox="0 0 \(width) \(height)" font-family="sans-serif">
    <style>text{text-anchor:middle;font-size:11px;fill:#1f2328}.w{fill:#fff}.s{font-size:9px}\
    rect{stroke:#8888;stroke-width:.5}.b{fill:#fff;stroke:none}.l{stroke:#59636e}.f{fill:none;stroke:#d4780a;stroke-width:3}\
    @media(prefers-color-scheme:dark){.b{fill:#0d1117}.t{fill:#f0f6fc}.l{stroke:#9198a1}}</style>
    <rect class="b" width="\(width)" height="\(height)"/>
    \(lines.joined(separator: "\n"))
    </svg>

    """
  }

  static func text(_ text: String, x: Int, y: Int, size: Int, _ anchor: String = "middle") -> String
  {
    return
      "<text class=\"t\" x=\"\(x)\" y=\"\(y)\""
      + (anchor == "middle" && size == 11
        ? "" : " style=\"text-anchor:\(anchor);font-size:\(size)px\"") + ">\(safe(text))</text>"
  }

  /// Text that rises to the right from its beginning.
  static func leaning(_ text: String, x: Int, y: Int) -> String {
    "<text class=\"t\" x=\"\(x)\" y=\"\(y)\" transform=\"rotate(-40 \(x) \(y))\" "
      + "style=\"text-anchor:start\">\(safe(text))</text>"
  }

  private static func safe(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
  }

  /// A frame around a cell, in the text's colour.
  static func frame(_ x: Int, _ y: Int, _ size: Int) -> String {
    "<rect class=\"f\" x=\"\(x)\" y=\"\(y)\" width=\"\(size)\" height=\"\(size)\"/>"
  }

  static func cell(_ x: Int, _ y: Int, _ size: Int, fill: String) -> String {
    "<rect x=\"\(x)\" y=\"\(y)\" width=\"\(size)\" height=\"\(size)\" fill=\"\(fill)\"/>"
  }
}
