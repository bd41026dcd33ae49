import Foundation
import OmniZipBundle
import OmniZipMedia
import OmniZipTestSupport

@testable import OmniZipIngest

/// Sources of a run and its output folder; sources of `SampleDataset`'s size, older than any bundle made from now on.
struct CatalogFolders {
    static let config = SampleDataset.digest
    static let sourceBytes = 1000

    let sources: TemporaryFolder
    let output: TemporaryFolder

    init(output: TemporaryFolder? = nil) throws {
        sources = try TemporaryFolder()
        self.output = try output ?? TemporaryFolder()
    }

    var catalogPath: String { output.path("catalog.sqlite") }

    func open() throws -> Catalog { try Catalog(.file(path: catalogPath)) }

    func rules(
        config: String = config, force: Bool = false, retryFailed: Bool = false, verifySources: Bool = false
    ) -> ResumeRules {
        ResumeRules(
            outputFolder: output.path, configSHA256: config, force: force, retryFailed: retryFailed,
            verifySources: verifySources)
    }

    /// A new source, last changed in the year 2001.
    func input(
        _ name: String, bytes: Int = sourceBytes, wasNamed: Bool = false, part: MediaPart? = nil, meta: JSONValue? = nil
    ) throws -> IngestInput {
        try sources.write(Data(repeating: 7, count: bytes), to: name)
        try touch(name, seconds: 1_000_000_000)
        return IngestInput(path: sources.path(name), name: name, wasNamed: wasNamed, part: part, meta: meta)
    }

    func touch(_ name: String, seconds: Double) throws {
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: seconds)], ofItemAtPath: sources.path(name))
    }

    /// Begins a run over `inputs` and says which of them need work.
    func pending(
        _ inputs: [IngestInput], _ rules: ResumeRules? = nil, in catalog: Catalog
    ) throws -> [String] {
        try catalog.beginRun(rules ?? self.rules())
        try catalog.register(inputs)
        return try catalog.pending(after: nil, limit: 1000).map(\.input.name)
    }

    static func failed(
        _ name: String, _ kind: FailureClass = .permanent, code: String = "not_media"
    ) -> JobOutcome {
        .failed(
            JobFailure(
                line: FailureLine(
                    path: name, failureClass: kind, stage: "index", code: code, message: "m", hint: nil, attempts: 1),
                fault: .input))
    }

    static func done(_ line: ManifestLine) -> JobOutcome {
        .done(CompletedVideo(line: line, warnings: [], timings: ["index": 0.5]))
    }

    /// A finished video without files.
    static func done(_ name: String, seconds: Double = 1) throws -> JobOutcome {
        let dataset = try sample.get()
        var line = dataset.manifest[0]
        line.path = name
        line.bundle.path = OutputNaming.bundlePath(of: name)
        line.document.path = OutputNaming.documentPath(of: name)
        line.durationSeconds = seconds
        return done(line)
    }

    private static let sample = Result { try SampleDataset() }

    /// The paths of the lines of a list.
    func names(_ list: String) throws -> [String] {
        struct Line: Decodable { let path: String }
        return try JSONLines.read(Line.self, path: output.path(list)).map(\.path)
    }
}
