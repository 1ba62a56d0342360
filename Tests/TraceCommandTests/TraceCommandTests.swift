import Testing

@testable import trace
