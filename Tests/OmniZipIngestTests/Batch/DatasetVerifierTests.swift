import Foundation
import OmniZipBundle
import OmniZipTestSupport
import Testing

@testable import OmniZipIngest

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

@Suite struct DatasetVerifierTests {
    @Test func aSoundDatasetHasNoFindings() throws {
        let dataset = try SampleDataset()
        let report = try DatasetVerifier.verify(path: dataset.folder.path)
        #expect(report == VerificationReport(path: dataset.folder.path, bundles: 2, findings: []))
        #expect(try SampleDataset([]).findings() == [])
    }

    @Test func aFolderWithoutManifestIsAnError() throws {
        let folder = try TemporaryFolder()
        #expect(throws: BundleError.self) { try DatasetVerifier.verify(path: folder.path) }
    }

    @Test(arguments: [DatasetFiles.failures, DatasetFiles.summary])
    func missingListsAreNamed(name: String) throws {
        let dataset = try SampleDataset()
        try FileManager.default.removeItem(at: dataset.folder.url(name))
        #expect(try dataset.findings() == ["\(name): cannot be read: open: No such file or directory"])
    }

    typealias SummaryDamage = @Sendable (inout RunSummary) -> Void
    private static let summaryDamages: [(finding: String, damage: SummaryDamage)] = [
        ("videos is 4, the lists add up to 3", { $0.videos = 4 }), ("done is 1, the lists", { $0.done = 1 }),
        ("failed_permanently is 0, the lists", { $0.failedPermanently = 0 }),
        ("failed_transiently is 1, the lists", { $0.failedTransiently = 1 }),
        ("with_warnings is 2, the lists", { $0.withWarnings = 2 }),
        ("duration_seconds is 0.5, the lists", { $0.durationSeconds = 0.5 }),
        ("source_bytes is 0, the lists add up to 2000", { $0.sourceBytes = 0 }),
        ("output_bytes is 0, the lists", { $0.outputBytes = 0 }),
        ("video.kept is 5, the lists add up to 4", { $0.video.kept = 5 }),
        ("audio.total is 1, the lists add up to 0", { $0.audio.total = 1 }),
        ("config_sha256 \"x\" is not 64 hex digits", { $0.configSHA256 = "x" }),
        ("schema is \"omnizip.summary/9\"", { $0.schema = "omnizip.summary/9" }),
        ("the generator has no name", { $0.generator = "" }), ("skipped is -1", { $0.skipped = -1 }),
    ]

    @Test func theSummaryMustFitTheLists() throws {
        let dataset = try SampleDataset()
        for (finding, damage) in Self.summaryDamages {
            var summary = dataset.summary
            damage(&summary)
            try dataset.write(summary)
            let findings = try dataset.findings()
            #expect(findings.count == 1 && findings[0].hasPrefix("summary.json: \(finding)"), "\(findings)")
        }
        try dataset.folder.write("{}", to: DatasetFiles.summary)
        #expect(try dataset.findings() == ["summary.json: cannot be read: read summary: the document lacks schema"])
    }

    @Test func aBrokenManifestLineIsNamedAndTheRestIsChecked() throws {
        let dataset = try SampleDataset()
        let sound = try String(contentsOf: dataset.folder.url(DatasetFiles.manifest), encoding: .utf8)
        try dataset.folder.write("no line\n" + sound, to: DatasetFiles.manifest)
        try dataset.folder.write("{}", to: "talks/b.mp4.json")
        let findings = try dataset.findings()
        #expect(findings.first?.hasPrefix("manifest.jsonl: line 1: ") == true, "\(findings)")
        #expect(findings.contains { $0.hasPrefix("talks/b.mp4.json: cannot be read") }, "\(findings)")
        #expect(!findings.contains { $0.hasPrefix("a.mp4") || $0.hasPrefix("summary") }, "\(findings)")
    }

    @Test func brokenFailureLinesAreNamed() throws {
        var dataset = try SampleDataset()
        let sound = try String(contentsOf: dataset.folder.url(DatasetFiles.failures), encoding: .utf8)
        try dataset.folder.write(sound + "\n{}\n", to: DatasetFiles.failures)
        var findings = try dataset.findings()
        #expect(findings.count == 1 && findings[0].hasPrefix("failures.jsonl: line 3: "), "\(findings)")
        dataset.failures[0].attempts = 0
        dataset.failures[0].path = ""
        try dataset.writeLists()
        findings = try dataset.findings()
        #expect(findings == ["failures.jsonl: line 1: the path is empty", "failures.jsonl: line 1: 0 attempts"])
    }

    @Test func whatIsListedTwiceIsNamed() throws {
        var dataset = try SampleDataset()
        dataset.manifest.append(dataset.manifest[0])
        try dataset.writeLists()
        #expect(
            try dataset.findings() == [
                "manifest.jsonl: line 3: the video a.mp4 is already on line 1",
                "manifest.jsonl: line 3: the file a.mp4.safetensors is already on line 1",
                "manifest.jsonl: line 3: the file a.mp4.json is already on line 1",
            ])
        dataset.manifest[2].path = "other.mp4"
        dataset.manifest[2].document.path = "other.mp4.json"
        try dataset.writeLists()
        #expect(
            try dataset.findings() == [
                "manifest.jsonl: line 3: the file a.mp4.safetensors is already on line 1"
            ])
    }

    /// Names equal as text but not in bytes are different files.
    @Test func namesAreComparedByTheirBytes() throws {
        let dataset = try SampleDataset(["caf\u{65}\u{301}.mp4", "caf\u{e9}.mp4"])
        #expect(try dataset.findings() == [])
    }

    @Test(arguments: ["../a.mp4.json", "/etc/passwd", "talks/../../x", "./a.mp4.json", "", "talks//b"])
    func pathsOutsideTheFolderAreNotFollowed(path: String) throws {
        var dataset = try SampleDataset()
        let finding = "manifest.jsonl: line 1: \"\(path)\" is not a path inside the folder"
        dataset.manifest[0].document.path = path
        try dataset.writeLists()
        #expect(try dataset.findings() == [finding])
        dataset = try SampleDataset()
        dataset.manifest[0].bundle.path = path
        try dataset.writeLists()
        #expect(try dataset.findings() == [finding, "a.mp4.safetensors: is not listed in manifest.jsonl"])
        dataset = try SampleDataset()
        dataset.manifest[0].path = path
        try dataset.writeLists()
        #expect(try dataset.findings() == [finding])
    }

    typealias LineDamage = @Sendable (inout ManifestLine) -> Void
    private static let lineDamages: [(finding: String, damage: LineDamage)] = [
        ("manifest.jsonl: line 1: a size or count is negative", { $0.patches = -1 }),
        ("manifest.jsonl: line 1: duration_seconds is -1.0", { $0.durationSeconds = -1 }),
        ("manifest.jsonl: line 1: config_sha256 \"x\" is not 64 hex digits", { $0.configSHA256 = "x" }),
        ("a.mp4.json: disagrees with its line in manifest.jsonl", { $0.windows = 7 }),
        ("a.mp4.json: disagrees with its line in manifest.jsonl", { $0.sourceBytes = 7 }),
        ("a.mp4.safetensors: its size, ", { $0.bundle.bytes += 1 }),
        ("a.mp4.safetensors: its SHA-256 differs", { $0.bundle.sha256 = SampleDataset.digest }),
        ("a.mp4.json: its SHA-256 differs", { $0.document.sha256 = SampleDataset.digest }),
    ]

    @Test func linesMustFitTheirFiles() throws {
        let sound = try SampleDataset()
        for (finding, damage) in Self.lineDamages {
            var dataset = sound
            damage(&dataset.manifest[0])
            try dataset.writeLists()
            let findings = try dataset.findings()
            #expect(findings.count == 1 && findings[0].hasPrefix(finding), "\(findings)")
        }
    }

    @Test func sizesTooLargeToBeAddedDoNotTrap() throws {
        let dataset = try SampleDataset()
        let sound = try String(contentsOf: dataset.folder.url(DatasetFiles.manifest), encoding: .utf8)
        try dataset.folder.write(
            sound.replacingOccurrences(of: "\"source_bytes\":1000", with: "\"source_bytes\":\(Int.max)"),
            to: DatasetFiles.manifest)
        #expect(try dataset.findings().contains("manifest.jsonl: its sizes are too large to be added"))
    }

    /// Nobody writes to the pipes: whoever waits for them waits for ever.
    @Test(.timeLimit(.minutes(1))) func pipesAreFindings() throws {
        let dataset = try SampleDataset()
        for name in ["a.mp4.safetensors", "talks/b.mp4.json", DatasetFiles.failures, DatasetFiles.summary] {
            try FileManager.default.removeItem(at: dataset.folder.url(name))
            try #require(mkfifo(dataset.folder.path(name), 0o600) == 0)
        }
        let findings = try dataset.findings()
        #expect(findings.contains("failures.jsonl: cannot be read: open: not a regular file"), "\(findings)")
        #expect(findings.contains("summary.json: cannot be read: open: not a regular file"), "\(findings)")
        #expect(findings.contains { $0.hasPrefix("a.mp4.safetensors: file: open: not a regular") }, "\(findings)")
        #expect(findings.contains { $0.hasPrefix("talks/b.mp4.json: cannot be read") }, "\(findings)")
    }

    @Test func bundlesWithoutALineAreNamed() throws {
        let dataset = try SampleDataset()
        try FileManager.default.copyItem(
            at: dataset.folder.url("a.mp4.safetensors"), to: dataset.folder.url("z.safetensors"))
        #expect(try dataset.findings() == ["z.safetensors: is not listed in manifest.jsonl"])
    }
}
