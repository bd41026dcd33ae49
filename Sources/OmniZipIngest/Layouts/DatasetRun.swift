import Foundation
import OmniZipBundle

/// The dataset in a run's output folder: its layout, its shards, and the lists that this run reads and writes.
struct DatasetRun {
    /// The output folder.
    let folder: String
    /// The layout.
    let name: LayoutName
    /// The part of all inputs that the run works on; nil for all.
    let shard: ShardSelection?
    /// nil: layout `tree`, or a number of shards that only the first scan will tell.
    private(set) var shards: WebDatasetLayout?
    private var isNew: Bool

    /// Looks at the folder; nothing is written.
    ///
    /// - Parameter layout: nil takes that of the dataset which is there, and `tree` for a new one.
    /// - Throws: `ConfigurationError` if a dataset of another layout, or of another number of shards, is there.
    init(folder: String, layout: LayoutName?, shard: ShardSelection?) throws {
        let description = try DatasetDescription(folder: folder)
        self.folder = folder
        self.shard = shard
        name = layout ?? (description == nil ? .tree : .webdataset)
        isNew = description == nil
        try requireSameLayout(description)
        guard name == .webdataset else { return }
        if let description, let shard, description.shards != shard.count {
            throw ConfigurationError(
                code: .conflictingInputs, subject: "--shard",
                message: "the dataset has \(description.shards) shards, not \(shard.count); give --shard "
                    + "I/\(description.shards)")
        }
        if let count = description?.shards ?? shard?.count { shards = try webDataset(shardCount: count) }
    }

    /// Where outputs lie; as long as the number of shards is not known, nothing lies there.
    var layout: any DatasetLayout {
        switch name {
        case .tree: TreeLayout(folder: folder)
        case .webdataset: shards ?? WebDatasetLayout(folder: folder, shardCount: 1)
        }
    }

    /// The lists that tell what was done, where no catalog does.
    var lists: [ListNames] {
        switch name {
        case .tree: [rootLists]
        case .webdataset: ownShards.map { ListNames(ShardFiles(index: $0, count: shards?.shardCount ?? 1)) }
        }
    }

    /// The lists of a run of layout `tree`.
    var rootLists: ListNames { shard.map { ListNames(ShardFiles(label: $0.label)) } ?? .root }

    /// The shards that the run works on; none for layout `tree`.
    var ownShards: Range<Int> {
        guard let shards else { return 0..<0 }
        return shard.map { $0.index..<$0.index + 1 } ?? 0..<shards.shardCount
    }

    /// Takes over what lies in the folder, into a catalog that knows nothing of it.
    func importLists(into catalog: Catalog) throws {
        guard catalog.isNew else { return }
        try catalog.importLists(of: folder, lists, layout: layout)
        if let shards { try catalog.assignShards(shards.shard) }
    }

    /// Fixes the number of shards of a new dataset, for ever: `--shard` tells it, or the number of inputs.
    ///
    /// - Parameter inputs: nil before the scan.
    mutating func fixShards(inputs: Int?, in catalog: Catalog) throws {
        guard name == .webdataset, isNew, let count = shard?.count ?? inputs.map(DatasetDescription.shards(for:)) else {
            return
        }
        try DatasetDescription(shards: count).write(to: folder)
        isNew = false
        let layout = try webDataset(shardCount: count)
        try catalog.assignShards(layout.shard)
        shards = layout
    }

    private func webDataset(shardCount: Int) throws(BundleError) -> WebDatasetLayout {
        let own = shard.map { $0.index..<$0.index + 1 } ?? 0..<shardCount
        let archives = own.map { folder + "/" + ShardFiles(index: $0, count: shardCount).archive }
        return WebDatasetLayout(
            folder: folder, shardCount: shardCount, packed: try PackedVideos(archives: archives))
    }

    private func requireSameLayout(_ description: DatasetDescription?) throws(ConfigurationError) {
        let isTree =
            description == nil
            && ([ListNames.root.manifest, ListNames.root.summary].contains { exists($0) }
                || !ShardFiles.selections(in: folder).isEmpty)
        let other: LayoutName? =
            switch name {
            case .tree: description.map { _ in .webdataset }
            case .webdataset: isTree ? .tree : nil
            }
        guard let other else { return }
        throw ConfigurationError(
            code: .unwritableOutput, subject: folder,
            message: "there is a dataset of layout \(other) in this folder; choose another folder with --output, or "
                + "leave out --layout \(name)")
    }

    private func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: folder + "/" + name) }
}
