import Foundation
import OmniZipBundle

/// dataset.json of layout `webdataset`: what must not change from run to run.
struct DatasetDescription: Sendable, Codable, Equatable {
    /// Name and version of this document's form.
    static let schema = "omnizip.dataset/1"
    /// The file, at the root of the dataset.
    static let fileName = "dataset.json"
    /// Inputs a shard when the number of shards is chosen.
    static let inputsPerShard = 1000

    /// `omnizip.dataset/1`.
    var schema = Self.schema
    /// The layout.
    var layout = LayoutName.webdataset
    /// Shards: fixed by the first run, so that a video belongs to the same shard for ever.
    var shards: Int

    /// A dataset of `shards` shards.
    init(shards: Int) { self.shards = shards }

    /// What lies in `folder`; nil if there is nothing yet.
    ///
    /// - Throws: `ConfigurationError` for a file that is none.
    init?(folder: String) throws(ConfigurationError) {
        let path = folder + "/" + Self.fileName
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        do {
            self = try JSONDecoder().decode(Self.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw Self.refusal(path, "is no description of a dataset: \(error)")
        }
        guard schema == Self.schema, layout == .webdataset,
            (1...ShardSelection.maximumCount).contains(shards)
        else {
            throw Self.refusal(path, "is of a kind or version that this program does not know")
        }
    }

    /// The number of shards for `inputs` inputs.
    static func shards(for inputs: Int) -> Int {
        min(max(1, (inputs + inputsPerShard - 1) / inputsPerShard), ShardSelection.maximumCount)
    }

    /// Writes the description of a new dataset.
    func write(to folder: String) throws {
        try AtomicFile.write(CanonicalJSON.bytes(self, style: .indented), to: folder + "/" + Self.fileName)
    }

    private static func refusal(_ path: String, _ message: String) -> ConfigurationError {
        ConfigurationError(
            code: .unwritableOutput, subject: path, message: message + "; choose another folder with --output")
    }
}
