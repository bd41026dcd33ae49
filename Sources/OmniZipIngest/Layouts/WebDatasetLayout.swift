import Foundation
import OmniZipBundle

/// Layout `webdataset`: tar files that Python's webdataset reads, about a thousand videos each. Workers publish beside
/// them; a shard is packed when its videos have come to their end.
struct WebDatasetLayout: DatasetLayout {
    /// Where workers publish; hidden, and empty between runs that were not interrupted.
    static let stagingFolder = ".omnizip-staging"

    /// The output folder.
    let folder: String
    /// Number of shards.
    let shardCount: Int

    var mirrorsInputs: Bool { false }

    func shard(of name: String) throws -> Int { try VideoKey(name).shard(of: shardCount) }

    func files(ofShard shard: Int) -> ShardFiles { ShardFiles(index: shard, count: shardCount) }

    func place(of name: String) throws -> OutputPlace {
        let key = try VideoKey(name)
        let files = files(ofShard: key.shard(of: shardCount))
        return OutputPlace(
            folder: folder + "/" + files.staging, bundlePath: OutputNaming.bundlePath(of: key.text),
            documentPath: OutputNaming.documentPath(of: key.text))
    }

    /// Names of the members of every shard that is there.
    ///
    /// - Throws: `BundleError` if an archive cannot be read. One that is damaged has no members.
    func packedMembers(of shards: Range<Int>) throws(BundleError) -> Set<String> {
        var members: Set<String> = []
        for shard in shards {
            let path = folder + "/" + files(ofShard: shard).archive
            guard FileManager.default.fileExists(atPath: path) else { continue }
            do throws(BundleError) {
                members.formUnion(try TarReader(path: path).members().map(\.name))
            } catch where error.code == .malformed {
                continue
            }
        }
        return members
    }

    func isPresent(_ entry: CatalogEntry) -> Bool { isStaged(entry.input.name) }

    /// Whether bundle and document of the video `name` are staged.
    func isStaged(_ name: String) -> Bool {
        guard let place = try? place(of: name) else { return false }
        return [place.bundlePath, place.documentPath].allSatisfy {
            FileManager.default.fileExists(atPath: place.folder + "/" + $0)
        }
    }
}
