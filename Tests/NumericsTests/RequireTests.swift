import Numerics
import Testing

@Suite struct RequireTests {
  @Test func `a mistake of a chapter's author stops with its message, optimized or not`()
    async throws
  {
    let result = try await #require(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      require([1, 2].count == 3, "two numbers for three places")
    }
    let text = String(decoding: result.standardErrorContent, as: UTF8.self)
    #expect(text.contains("two numbers for three places") && text.contains("RequireTests.swift"))
  }

  @Test func `what holds passes`() { require(true, "never shown") }
}
