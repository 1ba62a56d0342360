import Foundation
import Terminal
import Testing

@testable import Walkthrough

/// The book's words: each stands once, is explained on a page that is there, and is linked where it is first used.
@Suite struct GlossaryTests {
  @Test func `words, forms and anchors differ`() {
    let terms = Glossary.terms
    let forms = terms.flatMap(\.forms).map { $0.lowercased() }
    #expect(Set(forms).count == forms.count)
    #expect(Set(terms.map(\.anchor)).count == terms.count)
    #expect(terms.map { $0.word.lowercased() } == terms.map { $0.word.lowercased() }.sorted())
  }

  @Test(arguments: Glossary.terms)
  func `each word is explained on a page of the book, which uses it`(term: Term) throws {
    let parts = term.home.split(separator: "/")
    let folder = Package.root.appending(path: "Output/\(parts[0])")
    let name = try #require(
      FileManager.default.contentsOfDirectory(atPath: folder.path).first {
        $0.hasSuffix("-\(parts[1]).md") && $0.dropFirst(3) == "\(parts[1]).md"
      })
    let page = try String(contentsOf: folder.appending(path: name), encoding: .utf8).lowercased()
      .replacing("\n", with: " ")
    #expect(term.forms.contains { page.contains($0.lowercased()) }, "\(term.word) \(name)")
  }

  @Test func `the first use in prose is linked, and no other`() {
    var links = TermLinks(page: "chapter9/other")
    #expect(
      links.linked("Softmax makes weights; a softmax of `softmax`.")
        == "[Softmax](words.md#softmax) makes weights; a softmax of `softmax`.")
    #expect(links.linked("Once more: softmax.") == "Once more: softmax.")
  }

  @Test func `links, code, headings, tables and longer words stay as they are`() {
    var links = TermLinks(page: "chapter9/other")
    for block in [
      "## The loss", "| loss | 1 |", "```text\nloss\n```", "See [the loss](loss.md) and `loss`.",
      "lossless, tokenize", "<sub>loss › loss</sub>",
    ] { #expect(links.linked(block) == block) }
  }

  @Test func `the longest form counts, and a page does not link what it explains`() {
    var links = TermLinks(page: "chapter6/accumulation")
    #expect(
      links.linked("A gradient accumulation, a gradient, a batch.")
        == "A gradient accumulation, a [gradient](words.md#gradient), a batch.")
    // What is linked already, or explained here, hides no shorter word.
    var tower = TermLinks(page: "chapter4/text-tower")
    #expect(
      tower.linked("A text encoder, an encoder.")
        == "A text encoder, an [encoder](words.md#encoder).")
  }
}
