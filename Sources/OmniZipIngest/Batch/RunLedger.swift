import OmniZipBundle

/// The lists of one run: what was done, what failed, what was passed over.
struct RunLedger {
    private let folder: String
    private let configSHA256: String
    private var manifest: [ManifestLine] = []
    private var failures: [FailureLine] = []
    private(set) var skippedCount = 0

    init(folder: String, configSHA256: String) {
        self.folder = folder
        self.configSHA256 = configSHA256
    }

    mutating func add(_ outcome: IngestResult.Outcome) {
        switch outcome {
        case .done(let line, _): manifest.append(line)
        case .failed(let line): failures.append(line)
        case .skipped: skippedCount += 1
        }
    }

    var summary: RunSummary {
        RunSummary(
            generator: ProgramVersion.generator, generatorVersion: ProgramVersion.current, configSHA256: configSHA256,
            manifest: manifest, failures: failures)
    }

    /// Writes `manifest.jsonl`, `failures.jsonl` and `summary.json`, sorted by path.
    func write() throws(BundleError) {
        let done = manifest.sorted { PathOrder.precedes($0.path, $1.path) }
        let failed = failures.sorted { PathOrder.precedes($0.path, $1.path) }
        try AtomicFile.write(Self.lines(done), to: path(DatasetFiles.manifest))
        try AtomicFile.write(Self.lines(failed), to: path(DatasetFiles.failures))
        try AtomicFile.write(CanonicalJSON.bytes(summary, style: .indented), to: path(DatasetFiles.summary))
    }

    private func path(_ name: String) -> String { folder + "/" + name }

    private static func lines(_ values: [some Encodable]) throws(BundleError) -> [UInt8] {
        var bytes: [UInt8] = []
        for value in values { bytes += try CanonicalJSON.bytes(value) }
        return bytes
    }
}
