import ByHand
import Testing

@testable import Tracing

@Suite struct VerificationTests {
  func verification(_ text: String) throws -> Verification {
    try Verification(RecordedTrace(.text(text, name: "t"), evenIfChanged: true))
  }

  /// The sample with one line's value changed; sealed anew or not.
  func changed(_ name: String, to value: String, sealed: Bool = false) throws -> Verification {
    let lines = Sample.text().split(separator: "\n", omittingEmptySubsequences: false)
    let text = lines.map { line -> String in
      let fields = line.split(separator: "\t")
      return fields.first == Substring(name) ? "\(name)\t\(value)\t\(fields[2])" : String(line)
    }.joined(separator: "\n")
    #expect(text != Sample.text())
    return try verification(sealed ? Sample.sealed(text) : text)
  }

  @Test func `a trace as it was written holds`() throws {
    let verification = try verification(Sample.text())
    #expect(verification.holds && verification.report.hasPrefix("✓ 21 recipes"))
  }

  @Test func `a changed byte is noticed even where no recipe can tell`() throws {
    let text = Sample.text(extra: true)
    let good = try verification(text)
    #expect(good.holds)
    // A given number that nothing uses, and a setting.
    for (old, new) in [("extra[1,1]\t4.0", "extra[1,1]\t5.0"), ("seed\t1", "seed\t2")] {
      let bad = try verification(text.replacing(old, with: new))
      #expect(!bad.holds && bad.wrong == 0 && bad.report.contains("the checksum does not fit"))
      #expect(bad.report.contains("a setting or a given number"))
    }
  }

  @Test func `a changed given number is named, rather than its users`() throws {
    let bad = try changed("b[1]", to: "0.25")
    #expect(bad.suspects.contains("b[1]") && bad.firstWrong?.name == "y[1]")
    #expect(bad.report.contains("every recipe fails that uses") && bad.report.contains("b[1]"))
    #expect(
      try changed("y[1]", to: "0.25").report.contains("\n  y[1] is recorded as 0.25; its recipe"))
  }

  @Test func `the sign of a zero counts`() throws {
    let lines = ["a\t0.0\tdata", "b\t-1.0\tdata", "c\t-0.0\tmultiply(a b)"]
    #expect(try verification(Sample.text(lines: lines)).holds)
    let bad = try verification(Sample.text(lines: lines.dropLast() + ["c\t0.0\tmultiply(a b)"]))
    #expect(bad.firstWrong?.name == "c" && !bad.holds)
  }

  @Test func `a masked number must be 0`() throws {
    let bad = try verification(Sample.text(lines: ["a[0]\t0.0\tmasked", "a[1]\t0.5\tmasked"]))
    #expect(bad.firstWrong?.name == "a[1]" && bad.firstWrong?.evaluated == 0 && bad.given == 2)
  }

  @Test func `a gradient must name every use of its number`() throws {
    // z = x·x + x: x is used three times.
    func text(_ users: String, _ value: String) -> String {
      Sample.text(lines: [
        "x\t3.0\tdata", "one\t1.0\tconstant", "q\t9.0\tmultiply(x x)", "z\t12.0\tadd(q x)",
        "grad.z\t1.0\tconstant", "grad.q\t1.0\tchain(z)", "grad.x\t\(value)\tchain(\(users))",
      ])
    }
    #expect(try verification(text("q q z", "7.0")).holds)
    for (users, value) in [("q q", "6.0"), ("q z", "4.0"), ("z", "1.0"), ("", "0.0")] {
      let bad = try verification(text(users, value))
      #expect(bad.wrong == 0 && bad.incomplete == ["grad.x"] && !bad.holds, "\(users)")
      #expect(bad.report.contains("the terms are not the uses of the number in grad.x"))
    }
  }

  @Test func `a trace may hold several reverse sweeps, each with its own name`() throws {
    // y = w·x; first = y·y, second = 3·y. The masked number and the constant have no users' terms.
    let lines = [
      "x\t2.0\tdata", "w\t0.5\tparameter", "three\t3.0\tconstant", "y\t1.0\tmultiply(w x)",
      "first\t1.0\tmultiply(y y)", "second\t3.0\tmultiply(three y)",
      "grad.first\t1.0\tconstant", "grad.y\t2.0\tchain(first first)", "grad.w\t4.0\tchain(y)",
      "other.second\t1.0\tconstant", "other.y\t3.0\tchain(second)", "other.w\t6.0\tchain(y)",
    ]
    let trace = try Sample.recorded(Sample.text(lines: lines))
    #expect(try Verification(trace).holds)
    let why = try Why(trace, line: try #require(trace.find("other.w")), depth: 0)
    #expect(why.wrong.isEmpty && why.text.contains("= 2") && why.text.contains("6"))
    // A sweep does not take the other's gradient.
    let mixed = lines.dropLast() + ["other.w\t4.0\tchain(y)"]
    #expect(try verification(Sample.text(lines: Array(mixed))).firstWrong?.evaluated == 6)
    let nameless = lines + ["lonely\t1.0\tchain(y)"]
    #expect(throws: TraceError.self) { try verification(Sample.text(lines: nameless)) }
  }

  @Test func `an enormous step of AdamW is a number that does not hold, not a wait`() throws {
    func lines(_ step: String) -> [String] {
      ["m\t0.5\tdata", "beta\t0.9\tconstant", "step\t\(step)\tconstant"]
        + (0..<50).map { "m_hat[\($0)]\t0.5\tdebias(m beta step)" }
    }
    for step in ["1e9", "1e18", "inf", "nan", "-1.0"] {
      #expect(try verification(Sample.text(lines: lines(step))).wrong == 50)
    }
  }
}
