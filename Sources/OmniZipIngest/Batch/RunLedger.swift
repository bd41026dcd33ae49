import Foundation
import OmniZipBundle

/// The lists of a dataset's folder: what this run did, and what earlier runs into the same folder left.
struct RunLedger {
    private let folder: String
    private let configSHA256: String
    private var earlierManifest: [ManifestLine]
    private var earlierFailures: [FailureLine]
    private var manifest: [ManifestLine] = []
    private var failures: [FailureLine] = []
    private var seen: Set<[UInt8]> = []
    private(set) var skippedCount = 0

    /// Reads the lists that lie in `folder`.
    ///
    /// - Throws: `unwritableOutput` if they are not lists of this program: they would be overwritten.
    init(folder: String, configSHA256: String) throws(ConfigurationError) {
        self.folder = folder
        self.configSHA256 = configSHA256
        earlierManifest = try Self.read(DatasetFiles.manifest, in: folder)
        earlierFailures = try Self.read(DatasetFiles.failures, in: folder)
    }

    /// Notes the end of the input `path`. It replaces what earlier runs said of that input; where the input can no
    /// longer be used, its earlier bundle goes with its line.
    mutating func add(_ outcome: IngestResult.Outcome, of path: String) {
        seen.insert(Array(path.utf8))
        switch outcome {
        case .done(let video): manifest.append(video.line)
        case .failed(let line):
            failures.append(line)
            if line.failureClass == .permanent {
                removeOutputs(of: path)
            } else {
                seen.remove(Array(path.utf8))
            }
        case .skipped: skippedCount += 1
        }
    }

    /// Totals of this run alone.
    var summary: RunSummary { summary(manifest, failures) }

    /// Writes `manifest.jsonl`, `failures.jsonl` and `summary.json` of the whole dataset, sorted by path.
    func write() throws(BundleError) {
        let failed = Set(failures.map { Array($0.path.utf8) })
        let done = (earlierManifest.filter { isKept($0.path) && exists($0.bundle.path) } + manifest)
            .sorted { PathOrder.precedes($0.path, $1.path) }
        let lost = (earlierFailures.filter { isKept($0.path) && !failed.contains(Array($0.path.utf8)) } + failures)
            .sorted { PathOrder.precedes($0.path, $1.path) }
        try AtomicFile.write(Self.lines(done), to: path(DatasetFiles.manifest))
        try AtomicFile.write(Self.lines(lost), to: path(DatasetFiles.failures))
        try AtomicFile.write(
            CanonicalJSON.bytes(summary(done, lost), style: .indented), to: path(DatasetFiles.summary))
    }

    private func summary(_ manifest: [ManifestLine], _ failures: [FailureLine]) -> RunSummary {
        RunSummary(
            generator: ProgramVersion.generator, generatorVersion: ProgramVersion.current, configSHA256: configSHA256,
            manifest: manifest, failures: failures, skipped: skippedCount)
    }

    private func isKept(_ path: String) -> Bool { !seen.contains(Array(path.utf8)) }

    private func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

    private func path(_ name: String) -> String { folder + "/" + name }

    private func removeOutputs(of input: String) {
        for line in earlierManifest where line.path.utf8.elementsEqual(input.utf8) {
            try? FileManager.default.removeItem(atPath: path(line.bundle.path))
            try? FileManager.default.removeItem(atPath: path(line.document.path))
        }
    }

    private static func read<Line: Decodable>(
        _ name: String, in folder: String
    ) throws(ConfigurationError) -> [Line] {
        let path = folder + "/" + name
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        do {
            return try JSONLines.read(Line.self, path: path)
        } catch {
            throw ConfigurationError(
                code: .unwritableOutput, subject: path,
                message: "is not a list that omnizip wrote (\(error.operation): \(error.cause)); choose another folder "
                    + "with --output or move the file away")
        }
    }

    private static func lines(_ values: [some Encodable]) throws(BundleError) -> [UInt8] {
        var bytes: [UInt8] = []
        for value in values { bytes += try CanonicalJSON.bytes(value) }
        return bytes
    }
}
