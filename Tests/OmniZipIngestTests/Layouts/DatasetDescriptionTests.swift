import OmniZipTestSupport
import Testing

@testable import OmniZipIngest

@Suite struct DatasetDescriptionTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func itComesBackAsItWasWritten() throws {
        #expect(try DatasetDescription(folder: folder.path) == nil)
        try DatasetDescription(shards: 12).write(to: folder.path)
        #expect(try DatasetDescription(folder: folder.path)?.shards == 12)
    }

    @Test(arguments: [
        "", "{}", "[]", "{\"schema\":\"omnizip.dataset/1\",\"layout\":\"webdataset\",\"shards\":0}",
        "{\"schema\":\"omnizip.dataset/1\",\"layout\":\"webdataset\",\"shards\":1000001}",
        "{\"schema\":\"omnizip.dataset/2\",\"layout\":\"webdataset\",\"shards\":1}",
        "{\"schema\":\"omnizip.dataset/1\",\"layout\":\"tree\",\"shards\":1}",
    ])
    func othersAreRefused(text: String) throws {
        try folder.write(text, to: DatasetDescription.fileName)
        let error = #expect(throws: ConfigurationError.self) { try DatasetDescription(folder: folder.path) }
        #expect(error?.subject.hasSuffix("dataset.json") == true)
    }

    @Test func aShardHoldsAThousandInputs() {
        for (inputs, shards) in [(0, 1), (1, 1), (1000, 1), (1001, 2), (100_000, 100), (100_001, 101)] {
            #expect(DatasetDescription.shards(for: inputs) == shards)
        }
    }

    @Test func shardsAreFoundByTheNamesOfTheirFiles() throws {
        for name in [
            "shard-00001-of-00003.tar", "shard-00002-of-00003.stats.json", "shard-00003-of-00003.tar",
            "shard-1-of-00003.tar", "shard-00000-of-00003.txt", "shard-00000-of-00004.index.jsonl", "manifest.jsonl",
        ] {
            try folder.write("", to: name)
        }
        let found = ShardFiles.selections(in: folder.path).map(\.label).sorted()
        #expect(found == ["shard-00000-of-00004", "shard-00001-of-00003", "shard-00002-of-00003"])
    }
}
