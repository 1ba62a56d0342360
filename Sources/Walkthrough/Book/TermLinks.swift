/// Finds the glossary's words in prose, and links the first of each on a page.
struct TermLinks {
  /// Forms by their first word, longer ones first.
  private static let forms: [String: [(form: [UInt8], term: Int)]] = {
    var forms: [String: [(form: [UInt8], term: Int)]] = [:]
    for (n, term) in Glossary.terms.enumerated() {
      for form in term.forms {
        let first = form.prefix { $0.isLetter || $0 == "-" }.lowercased()
        forms[first, default: []].append((Array(form.utf8), n))
      }
    }
    return forms.mapValues { $0.sorted { $0.form.count > $1.form.count } }
  }()

  /// Terms that this page has not linked yet.
  private var pending: Set<Int>
  /// Those that it has.
  private(set) var found: Set<Int> = []

  /// - Parameter page: `chapter0/attention`: what is explained there is not linked there.
  init(page: String) {
    let chapter = String(page.prefix { $0 != "/" })
    pending = Set(
      Glossary.terms.indices.filter {
        Glossary.terms[$0].home != page && Glossary.terms[$0].exception != chapter
      })
  }

  /// A block of a page with its new words linked; headings, code, tables, pictures and folds stay as they are.
  mutating func linked(_ block: String) -> String {
    let begins = ["#", "```", "|", "<", "!", "$", "✓", "**"]
    if begins.contains(where: block.hasPrefix) || block.contains("\n```") { return block }
    let bytes = Array(block.utf8)
    var (done, i): ([UInt8], Int) = ([], 0)
    while i < bytes.count {
      if let end = Self.protected(bytes, from: i) {
        done += bytes[i..<end]
        i = end
      } else if Self.isLetter(bytes[i]) {
        let end = bytes[i...].firstIndex { !Self.isLetter($0) } ?? bytes.count
        if let (length, term) = match(bytes, i, end) {
          done += pending.contains(term) ? link(bytes[i..<i + length], term) : bytes[i..<i + length]
          i += length
        } else {
          done += bytes[i..<end]
          i = end
        }
      } else {
        done.append(bytes[i])
        i += 1
      }
    }
    return String(decoding: done, as: UTF8.self)
  }

  /// The first use of a term as a link.
  private mutating func link(_ word: ArraySlice<UInt8>, _ term: Int) -> ArraySlice<UInt8> {
    pending.remove(term)
    found.insert(term)
    return Array(
      "[\(String(decoding: word, as: UTF8.self))](words.md#\(Glossary.terms[term].anchor))".utf8)[
        ...]
  }

  /// The longest form that stands at i.
  private func match(_ bytes: [UInt8], _ i: Int, _ end: Int) -> (length: Int, term: Int)? {
    let word = String(decoding: bytes[i..<end], as: UTF8.self)
    for (form, term) in Self.forms[word.lowercased()] ?? [] {
      let last = i + form.count
      guard last <= bytes.count, last == bytes.count || !Self.isLetter(bytes[last]),
        bytes[i] | 0x20 == form[0] | 0x20, bytes[i + 1..<last].elementsEqual(form.dropFirst())
      else { continue }
      return (form.count, term)
    }
    return nil
  }

  /// The end of what must stay as it is: code, a link, HTML.
  private static func protected(_ bytes: [UInt8], from i: Int) -> Int? {
    func after(_ byte: Character, _ start: Int) -> Int? {
      bytes[start...].firstIndex(of: byte.asciiValue ?? 0).map { $0 + 1 }
    }
    switch bytes[i] {
    case UInt8(ascii: "`"): return after("`", i + 1) ?? bytes.count
    case UInt8(ascii: "<"): return after(">", i + 1) ?? i + 1
    case UInt8(ascii: "["):
      guard let close = after("]", i + 1) else { return i + 1 }
      let isLink = close < bytes.count && bytes[close] == UInt8(ascii: "(")
      return isLink ? after(")", close) ?? close : i + 1
    default: return nil
    }
  }

  /// Letters, digits, hyphens and everything beyond ASCII make words.
  private static func isLetter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), 128...255:
      true
    default: false
    }
  }
}
