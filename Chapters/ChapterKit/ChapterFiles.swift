import ByHand
import Core
import Foundation
import Numerics
import Terminal
import Tracing
import Walkthrough

/// What every chapter does with its recording and its files. Chapters are the only place where the
/// by-hand path and the core meet; this is the part of it that they share.
public enum ChapterFiles {
  /// The comparison of a recording by hand with the core's.
  public static func twins(_ trace: Trace, _ recorder: Recorder<Double>) -> Twins {
    Twins(
      byHand: trace, core: recorder.names.map { ($0, recorder[$0]?.values ?? []) })
  }

  /// The text of `trace.tsv`.
  public static func traceText(_ trace: Trace, _ settings: [(name: String, value: String)])
    -> String
  {
    TraceWriter.text(of: trace, version: Package.version, settings: settings)
  }

  /// Writes the book, the trace and the tensors, and puts them in the old output's place.
  ///
  /// - Throws: `Failure` if they cannot be written; then the old output stays.
  public static func write(
    _ book: Book, readme: String, settings: [(name: String, value: String)],
    to folder: OutputFolder
  ) throws {
    try book.write(to: folder, readme: readme)
    try folder.write("trace.tsv", traceText(book.trace, settings).utf8)
    let tensors = Safetensors(
      book.trace.grids.map { ($0.name, Tensor($0.shape, $0.values)) },
      metadata: Dictionary(uniqueKeysWithValues: settings.map { ($0.name, $0.value) }))
    try folder.write("tensors.safetensors", tensors.encoded())
    try folder.commit()
  }

  /// Loads a model's parameters from the file that `--weights` names.
  ///
  /// - Throws: `Failure.noInput` if it cannot be read, `Failure.badData` if it is no safetensors
  ///   file or has other tensors than the model.
  public static func load(_ path: String, into model: inout some Module<Double>) throws {
    let bytes = try InputFile.bytes(of: path)
    do {
      try model.load(Safetensors(bytes: bytes).byName)
    } catch {
      throw Failure.badData("--weights: \(path): \(error)")
    }
  }
}
