import OmniZipTestSupport
import Testing

@testable import OmniZipIngest

@Suite struct DatasetRunTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func open(_ layout: LayoutName? = nil, shard: String? = nil) throws -> DatasetRun {
        try DatasetRun(folder: folder.path, layout: layout, shard: shard.flatMap { ShardSelection($0) })
    }

    @Test func aNewDatasetIsATreeUnlessToldOtherwise() throws {
        #expect(try open().name == .tree)
        #expect(try open(.webdataset).name == .webdataset)
        #expect(folder.files().isEmpty)
    }

    @Test func theNumberOfShardsIsFixedOnce() throws {
        let catalog = try Catalog(.temporary)
        var run = try open(.webdataset)
        try run.fixShards(inputs: nil, in: catalog)
        #expect(run.shards == nil && run.ownShards.isEmpty)
        try run.fixShards(inputs: 2500, in: catalog)
        #expect(run.ownShards == 0..<3)
        try run.fixShards(inputs: 9000, in: catalog)
        var next = try open()
        try next.fixShards(inputs: 9000, in: catalog)
        #expect(next.name == .webdataset && next.ownShards == 0..<3)
        #expect(try DatasetDescription(folder: folder.path)?.shards == 3)
        #expect(try open(shard: "2/3").ownShards == 2..<3)
        #expect(throws: ConfigurationError.self) { try open(shard: "2/4") }
        #expect(throws: ConfigurationError.self) { try open(.tree) }
    }

    @Test func aPartFixesItBeforeTheScan() throws {
        var run = try open(.webdataset, shard: "1/5")
        try run.fixShards(inputs: nil, in: try Catalog(.temporary))
        #expect(try DatasetDescription(folder: folder.path)?.shards == 5)
        #expect(run.lists.map(\.manifest) == ["shard-00001-of-00005.index.jsonl"])
    }

    @Test(arguments: ["manifest.jsonl", "summary.json", "shard-00000-of-00002.index.jsonl"])
    func aTreeIsNotMixedWithShards(list: String) throws {
        try folder.write("", to: list)
        #expect(try open().name == .tree)
        #expect(throws: ConfigurationError.self) { try open(.webdataset) }
    }
}
