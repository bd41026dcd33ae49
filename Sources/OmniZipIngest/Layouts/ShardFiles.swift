import Foundation

/// The files of one shard, relative to the dataset's folder.
struct ShardFiles: Sendable, Hashable {
    /// "shard-00012-of-00100".
    let label: String

    init(label: String) { self.label = label }

    /// Shard `index` of `count`.
    init(index: Int, count: Int) { label = ShardSelection.label(index, of: count) }

    /// Bundles and documents.
    var archive: String { label + ".tar" }
    /// A line a finished video.
    var index: String { label + ".index.jsonl" }
    /// A line a failed video.
    var failures: String { label + ".failures.jsonl" }
    /// Totals; written last: a shard without them is not finished.
    var stats: String { label + ".stats.json" }
    /// Where workers publish, until the shard is packed.
    var staging: String { WebDatasetLayout.stagingFolder + "/" + label }

    /// Where the manifest says that a member lies.
    func path(ofMember name: String) -> String { archive + "/" + name }

    /// The shards of which archives or lists lie in `folder`, in any order.
    static func selections(in folder: String) -> Set<ShardSelection> {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return Set(
            names.compactMap { name in
                guard let dot = name.firstIndex(of: "."), let selection = ShardSelection(label: String(name[..<dot]))
                else { return nil }
                let files = ShardFiles(label: selection.label)
                return [files.archive, files.index, files.failures, files.stats].contains(name) ? selection : nil
            })
    }
}
