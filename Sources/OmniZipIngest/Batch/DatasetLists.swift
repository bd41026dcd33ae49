import Foundation
import OmniZipBundle

/// The lists of a dataset, checked: manifest, failures and summary, without the files that they name.
struct DatasetLists {
    typealias Finding = VerificationReport.Finding

    /// Lines whose files may be looked at: well-formed, inside the folder, each bundle and document once.
    private(set) var manifest: [ManifestLine] = []
    /// Paths of all bundles that a well-formed line names.
    private(set) var listedBundles: Set<[UInt8]> = []
    /// What is wrong with the lists.
    private(set) var findings: [Finding] = []

    private let names: ListNames

    /// Reads the lists in `folder`.
    ///
    /// - Throws: `BundleError` if the manifest cannot be read at all.
    init(folder: URL, names: ListNames = .root) throws(BundleError) {
        self.names = names
        let done = readLines(
            try JSONLines.lines(ManifestLine.self, path: folder.appending(path: names.manifest).path),
            of: names.manifest)
        takeManifest(done.lines)
        let failures = readFailures(in: folder)
        checkSummary(
            in: folder, manifest: done.isComplete ? done.lines.map(\.value) : nil,
            failures: failures.isComplete ? failures.lines.map(\.value) : nil)
    }

    private struct Lines<Value> {
        var lines: [(number: Int, value: Value)] = []
        /// Whether every line is a value.
        var isComplete = true
    }

    private mutating func report(_ path: String, _ problem: String) {
        findings.append(Finding(path: path, problem: problem))
    }

    /// The lines that are values; the others are findings.
    private mutating func readLines<Value>(_ lines: [JSONLines.Line<Value>], of name: String) -> Lines<Value> {
        var read = Lines<Value>()
        for line in lines {
            switch line.value {
            case .success(let value): read.lines.append((line.number, value))
            case .failure(let error):
                report(name, "line \(line.number): \(error.cause)")
                read.isComplete = false
            }
        }
        return read
    }

    private mutating func takeManifest(_ lines: [(number: Int, value: ManifestLine)]) {
        // By UTF-8: names that differ in bytes are different files.
        var videos: [[UInt8]: Int] = [:]
        var outputs: [[UInt8]: Int] = [:]
        for (number, line) in lines {
            var problems = Self.problems(of: line)
            if let other = videos.updateValue(number, forKey: Array(line.path.utf8)) {
                problems.append("the video \(line.path) is already on line \(other)")
            }
            for output in [line.bundle.path, line.document.path] {
                if let other = outputs.updateValue(number, forKey: Array(output.utf8)) {
                    problems.append("the file \(output) is already on line \(other)")
                }
            }
            listedBundles.insert(Array(line.bundle.path.utf8))
            if problems.isEmpty { manifest.append(line) }
            for problem in problems { report(names.manifest, "line \(number): \(problem)") }
        }
    }

    /// What a line breaks by itself.
    private static func problems(of line: ManifestLine) -> [String] {
        var problems = [line.path, line.bundle.path, line.document.path]
            .filter { !OutputNaming.isInsideFolder($0) }
            .map { "\"\($0)\" is not a path inside the folder" }
        let digests: [(String, String?)] = [
            ("source_sha256", line.sourceSHA256), ("config_sha256", line.configSHA256),
            ("bundle.sha256", line.bundle.sha256), ("document.sha256", line.document.sha256),
        ]
        for case (let key, let digest?) in digests where !isDigest(digest) {
            problems.append("\(key) \"\(digest)\" is not 64 hex digits")
        }
        if numbers(of: line).contains(where: { $0 < 0 }) { problems.append("a size or count is negative") }
        if let duration = line.durationSeconds, duration < 0 { problems.append("duration_seconds is \(duration)") }
        return problems
    }

    private static func numbers(of line: ManifestLine) -> [Int] {
        [
            line.sourceBytes, line.bundle.bytes, line.document.bytes, line.video.total, line.video.kept,
            line.video.dropped, line.audio.total, line.audio.kept, line.audio.dropped, line.patches, line.windows,
            line.warnings,
        ]
    }

    private static func isDigest(_ text: String) -> Bool {
        text.utf8.count == 64 && text.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) }
    }

    private mutating func readFailures(in folder: URL) -> Lines<FailureLine> {
        let name = names.failures
        do {
            let read = readLines(
                try JSONLines.lines(FailureLine.self, path: folder.appending(path: name).path), of: name)
            for (number, line) in read.lines {
                if line.path.isEmpty { report(name, "line \(number): the path is empty") }
                if line.attempts < 1 { report(name, "line \(number): \(line.attempts) attempts") }
            }
            return read
        } catch {
            report(name, "cannot be read: \(error.operation): \(error.cause)")
            return Lines(isComplete: false)
        }
    }

    /// Checks the summary by itself and, as far as the lists could be read, against their totals.
    private mutating func checkSummary(in folder: URL, manifest: [ManifestLine]?, failures: [FailureLine]?) {
        let name = names.summary
        let found: RunSummary
        do {
            found = try RunSummary(path: folder.appending(path: name).path)
        } catch {
            return report(name, "cannot be read: \(error.operation): \(error.cause)")
        }
        if found.schema != RunSummary.schema { report(name, "schema is \"\(found.schema)\"") }
        if found.generator.isEmpty || found.generatorVersion.isEmpty { report(name, "the generator has no name") }
        if !Self.isDigest(found.configSHA256) {
            report(name, "config_sha256 \"\(found.configSHA256)\" is not 64 hex digits")
        }
        if found.skipped < 0 { report(name, "skipped is \(found.skipped)") }
        guard let manifest, let failures else { return }
        // Numbers of a damaged manifest might be too large to be added.
        let total = manifest.reduce(0.0) { $0 + Self.numbers(of: $1).reduce(0.0) { $0 + Double($1).magnitude } }
        guard total < 0x1p62 else { return report(names.manifest, "its sizes are too large to be added") }
        let wanted = RunSummary(
            generator: found.generator, generatorVersion: found.generatorVersion, configSHA256: found.configSHA256,
            manifest: manifest, failures: failures, skipped: found.skipped)
        for (key, value, expected) in Self.differences(found, wanted) {
            report(name, "\(key) is \(value), the lists add up to \(expected)")
        }
    }

    private static func differences(_ found: RunSummary, _ wanted: RunSummary) -> [(String, String, String)] {
        let counts: [(String, KeyPath<RunSummary, Int>)] = [
            ("videos", \.videos), ("done", \.done), ("failed_permanently", \.failedPermanently),
            ("failed_transiently", \.failedTransiently), ("with_warnings", \.withWarnings),
            ("source_bytes", \.sourceBytes), ("output_bytes", \.outputBytes), ("video.total", \.video.total),
            ("video.kept", \.video.kept), ("video.dropped", \.video.dropped), ("audio.total", \.audio.total),
            ("audio.kept", \.audio.kept), ("audio.dropped", \.audio.dropped),
        ]
        var differences = counts.filter { found[keyPath: $0.1] != wanted[keyPath: $0.1] }
            .map { ($0.0, "\(found[keyPath: $0.1])", "\(wanted[keyPath: $0.1])") }
        if found.durationSeconds != wanted.durationSeconds {
            differences.append(("duration_seconds", "\(found.durationSeconds)", "\(wanted.durationSeconds)"))
        }
        return differences
    }
}
