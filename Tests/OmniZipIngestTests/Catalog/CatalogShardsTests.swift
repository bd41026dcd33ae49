import OmniZipBundle
import OmniZipTestSupport
import Testing

@testable import OmniZipIngest

@Suite struct CatalogShardsTests {
    private static let names = (0..<600).map { "v\($0)" }
    private let folders: CatalogFolders
    private let catalog: Catalog
    private let layout: WebDatasetLayout

    init() throws {
        folders = try CatalogFolders()
        catalog = try Catalog(.temporary)
        layout = WebDatasetLayout(folder: folders.output.path, shardCount: 2)
    }

    /// Registers all inputs before the number of shards is known, and ends them: every fifth fails, every seventh is no
    /// media.
    private func fill() throws {
        try catalog.beginRun(folders.rules())
        try catalog.register(
            Self.names.map { IngestInput(path: folders.sources.path($0), name: $0, wasNamed: false) })
        try catalog.assignShards(layout.shard)
        try catalog.indexShards()
        for (index, name) in Self.names.enumerated() {
            let outcome: JobOutcome =
                switch index {
                case _ where index % 5 == 0: CatalogFolders.failed(name, .transient)
                case _ where index % 7 == 0: .skipped(reason: "text")
                default: try CatalogFolders.done(name)
                }
            try catalog.record(name, outcome, attempts: 1)
        }
    }

    private func names<Line>(_ page: (String?) throws -> [Line], _ name: (Line) -> String) throws -> [String] {
        var names: [String] = []
        while case let lines = try page(names.last), !lines.isEmpty { names += lines.map(name) }
        return names
    }

    @Test func aShardHasItsOwnInOrder() throws {
        try fill()
        var skipped = 0
        for shard in 0..<2 {
            let own = try Self.names.filter { try layout.shard(of: $0) == shard }.sorted(by: PathOrder.precedes)
            func isFailed(_ name: String) -> Bool { (Int(name.dropFirst()) ?? 0) % 5 == 0 }
            func isSkipped(_ name: String) -> Bool { !isFailed(name) && (Int(name.dropFirst()) ?? 0) % 7 == 0 }
            let videos = try names({ try catalog.videos(inShard: shard, after: $0) }, { $0.name })
            #expect(videos == own.filter { !isFailed($0) && !isSkipped($0) })
            let failures = try names({ try catalog.failures(inShard: shard, after: $0) }, { $0.name })
            #expect(failures == own.filter(isFailed))
            #expect(try catalog.skippedCount(inShard: shard) == own.count(where: isSkipped))
            skipped += try catalog.skippedCount(inShard: shard)
        }
        #expect(try catalog.summarize().skipped == skipped)
        let failure = try #require(try catalog.failures(inShard: 0, after: nil).first)
        #expect(failure.failureClass == .transient && failure.line.contains("\"\(failure.name)\""))
        #expect(try catalog.pending(after: nil, limit: 1).isEmpty)
    }

    @Test func outputsThatAreGoneAreForgotten() throws {
        try fill()
        let done = try catalog.counts().done
        #expect(try catalog.forgetOutputs(of: ["v1", "v5", "nothing"]) == ["v1"])
        #expect(try catalog.counts().done == done - 1)
        #expect(try catalog.summarize().done == done - 1)
        #expect(try catalog.pending(after: nil, limit: 9).map(\.input.name).contains("v1"))
    }

    @Test func aCatalogIsOfOneLayout() throws {
        try catalog.requireLayout(.webdataset)
        try catalog.requireLayout(.webdataset)
        let error = #expect(throws: ConfigurationError.self) { try catalog.requireLayout(.tree) }
        #expect(error?.message.contains("layout webdataset") == true)
    }

    @Test func linesOfOtherArchivesAreNotTakenOver() throws {
        let sample = try SampleDataset(["a.mp4"])
        let line = try layout.listed(sample.manifest[0])
        let files = layout.files(ofShard: try layout.shard(of: "a.mp4"))
        try folders.output.write(try CanonicalJSON.text(line) + "\n", to: files.index)
        try Catalog(.temporary).importLists(of: folders.output.path, [ListNames(files)], layout: layout)
        let other = WebDatasetLayout(folder: folders.output.path, shardCount: 3)
        #expect(throws: ConfigurationError.self) {
            try Catalog(.temporary).importLists(of: folders.output.path, [ListNames(files)], layout: other)
        }
    }
}
