import Foundation
import OmniZipBundle

/// Layout `webdataset`: tar files that Python's webdataset reads, about a thousand videos each. Workers publish beside
/// them; a shard is packed when its videos have come to their end.
struct WebDatasetLayout: DatasetLayout {
    /// Where workers publish; hidden, and gone after a run that was not interrupted.
    static let stagingFolder = ".omnizip-staging"

    /// The output folder.
    let folder: String
    /// Number of shards.
    let shardCount: Int
    /// What lies in the archives.
    let packed: PackedVideos

    init(folder: String, shardCount: Int, packed: PackedVideos = PackedVideos()) {
        self.folder = folder
        self.shardCount = shardCount
        self.packed = packed
    }

    var mirrorsInputs: Bool { false }

    func shard(of name: String) throws -> Int { try VideoKey(name).shard(of: shardCount) }

    func files(ofShard shard: Int) -> ShardFiles { ShardFiles(index: shard, count: shardCount) }

    func place(of name: String) throws -> OutputPlace {
        let key = try VideoKey(name)
        let files = files(ofShard: key.shard(of: shardCount))
        return OutputPlace(
            folder: folder + "/" + files.staging, bundlePath: key.bundleMember, documentPath: key.documentMember)
    }

    func listed(_ line: ManifestLine) throws -> ManifestLine {
        let key = try VideoKey(line.path)
        let files = files(ofShard: key.shard(of: shardCount))
        var line = line
        line.bundle.path = files.path(ofMember: key.bundleMember)
        line.document.path = files.path(ofMember: key.documentMember)
        return line
    }

    func isPresent(_ entry: CatalogEntry) -> Bool {
        guard let output = entry.output, let key = try? VideoKey(entry.input.name) else { return false }
        return isStaged(entry) || packed.bundleBytes(of: key) == output.bundleBytes
    }

    func bundleTime(of entry: CatalogEntry) -> Int? {
        guard entry.output != nil, let place = try? place(of: entry.input.name),
            let shard = try? shard(of: entry.input.name)
        else { return nil }
        let path = isStaged(entry) ? place.bundle : folder + "/" + files(ofShard: shard).archive
        return FileStatus(path: path)?.modifiedNanoseconds
    }

    /// Whether a bundle of the recorded size and a document lie where workers publish.
    private func isStaged(_ entry: CatalogEntry) -> Bool {
        guard let output = entry.output, let place = try? place(of: entry.input.name) else { return false }
        return FileStatus(path: place.bundle)?.bytes == output.bundleBytes && FileStatus(path: place.document) != nil
    }
}
