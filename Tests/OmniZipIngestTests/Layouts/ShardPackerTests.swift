import Foundation
import OmniZipBundle
import OmniZipTestSupport
import Testing

@testable import OmniZipIngest

@Suite struct ShardPackerTests {
    private static let names = ["a.mp4", "talks/b.mp4", "c.mp4", "d.mp4", "e.mp4"]
    private let folder: TemporaryFolder
    private let layout: WebDatasetLayout

    init() throws {
        folder = try TemporaryFolder()
        layout = WebDatasetLayout(folder: folder.path, shardCount: 1)
    }

    /// Publishes a video as a worker does.
    private func stage(_ name: String, configSHA256: String? = nil) throws -> ShardVideo {
        let sample = try SampleDataset([name])
        let place = try layout.place(of: name)
        try AtomicFile.createFolder(place.folder)
        var line = sample.manifest[0]
        for (from, to) in [(line.bundle.path, place.bundle), (line.document.path, place.document)] {
            try? FileManager.default.removeItem(atPath: to)
            try FileManager.default.copyItem(atPath: sample.folder.path(from), toPath: to)
        }
        if let configSHA256 { line.configSHA256 = configSHA256 }
        line = try layout.listed(line)
        return ShardVideo(
            name: name, line: try CanonicalJSON.text(line), bundleBytes: line.bundle.bytes,
            documentBytes: line.document.bytes, numbers: .init(line))
    }

    private func pack(
        _ videos: [ShardVideo], failures: [ShardFailure] = [], label: ShardFiles? = nil
    ) throws -> ShardPacker.Result {
        let videos = videos.sorted { PathOrder.precedes($0.name, $1.name) }
        let content = ShardContent(
            videos: { after in
                Array(videos.filter { after == nil || PathOrder.precedes(after ?? "", $0.name) }.prefix(2))
            },
            failures: { $0 == nil ? failures : [] },
            summarize: { Catalog.summary($0, configSHA256: SampleDataset.digest, skipped: 0) })
        return try ShardPacker(folder: folder.path, files: label ?? layout.files(ofShard: 0)).pack(content)
    }

    private var files: ShardFiles { layout.files(ofShard: 0) }

    private func archive() throws -> Data { try Data(contentsOf: folder.url(files.archive)) }

    private func members() throws -> [String] { try TarReader(path: folder.path(files.archive)).members().map(\.name) }

    /// Inode and time of change of every file of the shard.
    private func states() throws -> [String: String] {
        Dictionary(
            uniqueKeysWithValues: try folder.files().map { name in
                let facts = try FileManager.default.attributesOfItem(atPath: folder.path(name))
                return (name, "\(facts[.systemFileNumber] ?? 0) \(facts[.modificationDate] ?? 0)")
            })
    }

    private func verify() throws -> [String] {
        try DatasetDescription(shards: 1).write(to: folder.path)
        return try DatasetVerifier.verify(path: folder.path).findings.map { "\($0.path): \($0.problem)" }
    }

    @Test func membersComeInTheOrderOfTheirKeys() throws {
        let result = try pack(try Self.names.map { try stage($0) })
        #expect(result.missing.isEmpty && result.isChanged)
        #expect(result.summary.done == 5)
        let keys = try Self.names.map { try VideoKey($0).text }.sorted()
        #expect(try members() == keys.flatMap { ["\($0).safetensors", "\($0).json"] })
        let index = try JSONLines.read(ManifestLine.self, path: folder.path(files.index))
        #expect(index.map(\.path) == Self.names.sorted(by: PathOrder.precedes))
        #expect(index[0].bundle.path == "shard-00000-of-00001.tar/\(try VideoKey("a.mp4").text).safetensors")
        #expect(try verify() == [])
        #expect(!FileManager.default.fileExists(atPath: folder.path(files.staging)))
    }

    @Test func whatIsAsItShouldBeIsNotWrittenAgain() throws {
        let videos = try Self.names.map { try stage($0) }
        _ = try pack(videos)
        let before = try states()
        let result = try pack(videos)
        #expect(!result.isChanged && result.summary.done == 5)
        #expect(try states() == before)
    }

    @Test func videosComeChangeAndGo() throws {
        let videos = try Self.names.map { try stage($0) }
        _ = try pack(videos)
        let whole = try archive()
        _ = try pack(Array(videos.dropLast()))
        #expect(try members().count == 8)
        let again = try stage("e.mp4")
        _ = try pack(videos.dropLast() + [again])
        #expect(try archive() == whole)
        // Replaced by another of the same size: what was published last wins.
        _ = try stage("a.mp4")
        #expect(try pack(videos).isChanged)
        #expect(try archive() == whole)
        #expect(try verify() == [])
    }

    @Test func onlyTheListsChangeWhereNoVideoDoes() throws {
        let videos = try Self.names.map { try stage($0) }
        _ = try pack(videos)
        let before = try states()[files.archive]
        let line = FailureLine(
            path: "z.mp4", failureClass: .transient, stage: "index", code: "c", message: "m", hint: nil, attempts: 1)
        let failure = ShardFailure(name: "z.mp4", line: try CanonicalJSON.text(line), failureClass: .transient)
        let result = try pack(videos, failures: [failure])
        #expect(result.isChanged && result.summary.failedTransiently == 1)
        #expect(try states()[files.archive] == before)
        #expect(try JSONLines.read(FailureLine.self, path: folder.path(files.failures)) == [line])
        #expect(try pack(videos).isChanged)
        #expect(try Data(contentsOf: folder.url(files.failures)).isEmpty)
    }

    /// Wherever a process is killed, the next one comes to the same files.
    @Test(arguments: ["stats", "index", "failures", "all lists", "archive", "cut archive", "staging"])
    func aKilledPackingIsDoneAgain(gone: String) throws {
        var videos = try Self.names.map { try stage($0) }
        _ = try pack(videos)
        let (whole, index) = (try archive(), try Data(contentsOf: folder.url(files.index)))
        let remove: [String] =
            switch gone {
            case "stats": [files.stats]
            case "index": [files.stats, files.index]
            case "failures": [files.stats, files.failures]
            case "all lists": [files.stats, files.index, files.failures]
            case "archive": [files.stats, files.archive]
            default: [files.stats]
            }
        for name in remove { try FileManager.default.removeItem(at: folder.url(name)) }
        if gone == "cut archive" { try whole.dropLast(whole.count / 2).write(to: folder.url(files.archive)) }
        // Killed before the staged files were removed, or made again because the archive had gone.
        if gone != "stats" { videos = try Self.names.map { try stage($0) } }
        #expect(try pack(videos).isChanged)
        #expect(try archive() == whole)
        #expect(try Data(contentsOf: folder.url(files.index)) == index)
        #expect(try verify() == [])
    }

    @Test func filesThatAreGoneOrOthersAreNotListed() throws {
        let videos = try Self.names.map { try stage($0) }
        let place = try layout.place(of: "a.mp4")
        try FileManager.default.removeItem(atPath: place.document)
        let other = try layout.place(of: "c.mp4")
        var bytes = try Data(contentsOf: URL(fileURLWithPath: other.bundle))
        bytes[bytes.count - 1] ^= 1
        try bytes.write(to: URL(fileURLWithPath: other.bundle))
        let result = try pack(videos)
        #expect(result.missing == ["a.mp4", "c.mp4"])
        #expect(result.summary.done == 3)
        #expect(try verify() == [])
    }

    @Test func anEmptyShardIsAnArchiveWithoutMembers() throws {
        #expect(try pack([]).summary.done == 0)
        #expect(try members() == [])
        #expect(try archive().count == 1024)
    }
}
