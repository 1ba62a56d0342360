import Core
import Foundation
import Numerics
import Terminal

/// A file that keeps a long training on its way, so that it can be interrupted and gone on with to the
/// same bits.
package struct TrainingFile: Sendable {
  let path: String
  /// The option that named it.
  private let option: String
  /// What the training is asked to do: a file of another one is refused.
  private let settings: [String: String]
  /// How many steps lie between two writings.
  package static let interval = 100

  /// - Parameters:
  ///   - path: Where the file is, or will be.
  ///   - settings: What decides the training's numbers: the chapter, the seed, the steps.
  ///   - option: Which option named it, for messages.
  package init(
    _ path: String, settings: [String: String], option: CommandOption = .checkpoint
  ) {
    self.path = path
    self.option = option.name
    self.settings = settings
  }

  /// The file of `--checkpoint`, or of `--resume`, which must be there; nil without either. A file that is
  /// damaged or of another training is told of before anything is trained.
  ///
  /// - Parameters:
  ///   - given: The command line, with or without `--train`.
  ///   - common: Its seed is the training's, and its output folder must not hold the file.
  ///   - chapter: Which chapter trains, from 0; another chapter's file is refused.
  ///   - more: What else decides the training's numbers.
  /// - Throws: `Failure.usage` where nothing is trained, both are given, or the file would lie among the
  ///   pages; `Failure.cannotCreate` if its folder cannot be written to; else as `resumed` does.
  package init?(
    _ given: Arguments, _ common: ChapterSettings, chapter: Int,
    settings more: [String: String] = [:]
  ) throws {
    let resumed = given.text(.resume)
    guard let path = resumed ?? given.text(.checkpoint) else { return nil }
    guard let steps = given.whole(.train) else {
      throw Failure.usage(
        "\(resumed == nil ? "--checkpoint" : "--resume") means nothing without --train")
    }
    if resumed != nil && given.text(.checkpoint) != nil {
      throw Failure.usage("--resume and --checkpoint name the same thing; give one of them")
    }
    self.init(
      path,
      settings: more.merging(
        ["chapter": "\(chapter)", "seed": "\(common.seed)", "steps": "\(steps)"]
      ) { _, own in own }, option: resumed == nil ? .checkpoint : .resume)
    let folder = URL(asGiven: path).deletingLastPathComponent().resolvingSymlinksInPath()
    let pages = [common.output, Package.root.appending(path: "Output")].compactMap { $0 }
    if pages.contains(where: {
      "\(folder.path)/".hasPrefix("\($0.resolvingSymlinksInPath().path)/")
    }) {
      throw Failure.usage(
        "\(option): \(path.onOneLine()) lies in the output folder, which holds pages only; keep it elsewhere"
      )
    }
    var isFolder: ObjCBool = false
    let isThere = FileManager.default.fileExists(atPath: folder.path, isDirectory: &isFolder)
    guard isThere, isFolder.boolValue, FileManager.default.isWritableFile(atPath: folder.path)
    else {
      throw Failure.cannotCreate(
        "\(option): cannot write into \(folder.path.onOneLine()); is it there, and yours to write to?"
      )
    }
    if try saved() == nil && resumed != nil {
      throw Failure.noInput("--resume: there is no \(path); begin with --checkpoint \(path)")
    }
  }

  /// The state that the file keeps; the given one where there is no file yet.
  ///
  /// - Throws: `Failure.badData` if the file is damaged or of another training, `Failure.noInput` if
  ///   it cannot be read.
  package func resumed<Model>(_ state: TrainingState<Model>) throws -> TrainingState<Model> {
    guard let file = try saved() else { return state }
    var state = state
    try reading { try state.load(file.byName.mapValues { $0.converted() }) }
    return state
  }

  /// Tells of the file and its option if what it keeps is refused.
  ///
  /// - Throws: `Failure.badData`.
  package func reading<Result>(_ body: () throws -> Result) throws -> Result {
    do { return try body() } catch { throw Failure.badData("\(option): \(path): \(error)") }
  }

  /// The file's tensors, nil where there is no file yet.
  ///
  /// - Throws: As `resumed` does.
  @discardableResult
  package func saved() throws -> Safetensors? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    let bytes = try InputFile.bytes(of: path, limit: 1 << 30)
    return try reading {
      let file = try Safetensors(bytes: bytes)
      if let other = settings.keys.sorted().first(where: { file.metadata[$0] != settings[$0] }) {
        throw SafetensorsError(
          description:
            "it keeps a training with \(other) \(file.metadata[other] ?? "unknown"), not \(settings[other] ?? ""); take another file or remove this one"
        )
      }
      return file
    }
  }

  /// Keeps the state in place of the one before; the file is whole at every moment.
  ///
  /// - Parameters:
  ///   - state: All that it takes to go on to the same bits.
  ///   - more: What a training keeps besides.
  /// - Throws: `Failure.cannotCreate` if it cannot be written.
  package func keep<Model>(
    _ state: TrainingState<Model>, also more: [(name: String, tensor: Tensor<Model.Element>)] = []
  ) throws {
    let tensors = (state.tensors + more).map {
      ($0.name, $0.tensor.converted() as Tensor<Double>)
    }
    let bytes = Safetensors(tensors, metadata: settings)
      .encoded(as: Model.Element.self == Double.self ? .double : .single)
    try write(bytes, to: path)
  }

  /// Keeps what a training has made beside its state, before anything else can go wrong: in
  /// `FILE.trained.safetensors`.
  ///
  /// - Throws: `Failure.cannotCreate` if it cannot be written.
  package func keep(_ models: TrainedModels) throws {
    try write(models.encoded, to: "\(path).trained.safetensors")
  }

  private func write(_ bytes: Data, to path: String) throws {
    do {
      try bytes.write(to: URL(asGiven: path), options: .atomic)
    } catch {
      throw Failure.cannotCreate(
        "\(option): cannot write \(path): \(error.localizedDescription)")
    }
  }
}

extension CommandOption {
  /// `--checkpoint FILE`: need not exist; `--train` must be given with it.
  package static let checkpoint = CommandOption(
    "--checkpoint", .text("FILE"),
    "with --train: keep the training here on its way, and go on from it if it is there; the models that it makes, in FILE.trained.safetensors"
  )
  /// `--resume FILE`: must exist; `--train` must be given with it.
  package static let resume = CommandOption(
    "--resume", .text("FILE"), "with --train: go on from this checkpoint, which must be there")
}
