import Core
import Terminal

/// A file given with `--weights`, perhaps made elsewhere.
struct WeightsFile {
  private let path: String
  private let file: Safetensors

  /// - Throws: `Failure.noInput` if it cannot be read, `Failure.badData` if it is no safetensors file.
  init(_ path: String) throws {
    self.path = path
    do {
      file = try Safetensors(bytes: InputFile.bytes(of: path), leavingUnread: true)
    } catch let error as SafetensorsError {
      throw Self.refused(path, error)
    }
  }

  /// True where it brings trained models, under `MODEL/parameter`, not the parameters of one that starts.
  var bringsTrainedModels: Bool { file.tensors.contains { $0.name.contains("/") } }

  /// Trained models with those of the file in their place.
  ///
  /// - Throws: `Failure.badData` if they are no such models.
  func replacing(_ models: TrainedModels) throws -> TrainedModels {
    if let unread = file.unread.first {
      throw Self.refused(path, Safetensors.isUnread(unread.name, unread.type))
    }
    return try models.replacing(with: file, from: path)
  }

  /// Gives a model its parameters.
  ///
  /// - Throws: `Failure.badData` if the file has other tensors than the model, or a number that is not
  ///   finite.
  func load<Model: Module<Double>>(into model: inout Model) throws {
    let names = model.parameters.map(\.name)
    let prefix = Self.sharedPrefix(of: file.tensors.map(\.name) + file.unread.map(\.name))
    func plain(_ name: String) -> String { String(name.dropFirst(prefix.count)) }
    var tensors = Dictionary(file.tensors.map { (plain($0.name), $0.tensor) }) { first, _ in first }
    if let unread = file.unread.first(where: { names.contains(plain($0.name)) }) {
      throw Self.refused(path, Safetensors.isUnread(unread.name, unread.type))
    }
    if tensors.isEmpty { throw Failure.badData("--weights: \(path): it has no tensors") }
    if names.contains(where: { tensors["updated.\($0)"] != nil }) {
      throw Failure.badData(
        "--weights: \(path): these are all tensors of a run; make a file of the model's \(names.count) parameters, from \(names[0]) to \(names[names.count - 1])"
      )
    }
    for name in tensors.keys where !names.contains(name) {
      // PyTorch saves a table that is used twice under both its names.
      if names.contains(where: { tensors[$0] == tensors[name] }) { tensors[name] = nil }
    }
    do {
      try model.load(tensors)
    } catch {
      throw Self.refused(path, error)
    }
    for p in model.parameters {
      guard let place = p.value.values.firstIndex(where: { !$0.isFinite }) else { continue }
      throw Failure.badData(
        "--weights: \(path): entry \(place) of \(p.name) is \(p.value.values[place])")
    }
  }

  /// What `torch.compile` and `DistributedDataParallel` put before every name.
  private static func sharedPrefix(of names: [String]) -> String {
    var shared = ""
    while let next = ["_orig_mod.", "module."].first(where: { part in
      !names.isEmpty && names.allSatisfy { $0.hasPrefix(shared + part) }
    }) { shared += next }
    return shared
  }

  private static func refused(_ path: String, _ error: some Error) -> Failure {
    .badData("--weights: \(path): \(error)")
  }
}
