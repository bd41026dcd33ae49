import Foundation
import OmniZipBundle
import OmniZipFFmpeg

/// What a verification found.
public struct VerificationReport: Sendable, Codable, Equatable {
    /// Name and version of this document's form.
    public static let schema = "omnizip.verification/1"

    /// One file and what is wrong with it.
    public struct Finding: Sendable, Codable, Equatable {
        /// The file, relative to the folder.
        public let path: String
        /// What is wrong.
        public let problem: String
    }

    /// `omnizip.verification/1`.
    public let schema: String
    /// The folder or bundle that was checked.
    public let path: String
    /// Bundles checked.
    public let bundles: Int
    /// Everything that is wrong; empty if the dataset is sound.
    public let findings: [Finding]

    init(path: String, bundles: Int, findings: [Finding]) {
        schema = Self.schema
        self.path = path
        self.bundles = bundles
        self.findings = findings
    }
}

/// Checks every file of a dataset against its manifest line and its own rules.
public enum DatasetVerifier {
    /// Verifies the dataset in the folder `path`, or the single bundle at `path`.
    ///
    /// - Throws: `BundleError` if the manifest itself cannot be read.
    public static func verify(path: String) throws -> VerificationReport {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue {
            let findings = BundleVerifier.problems(path: path).map {
                VerificationReport.Finding(path: path, problem: $0.description)
            }
            return VerificationReport(path: path, bundles: 1, findings: findings)
        }
        let folder = URL(fileURLWithPath: path)
        let lines = try JSONLines.read(ManifestLine.self, path: folder.appending(path: DatasetFiles.manifest).path)
        var findings: [VerificationReport.Finding] = []
        for line in lines {
            findings += problems(of: line, in: folder)
        }
        findings += strayBundles(in: folder, besides: Set(lines.map(\.bundle.path)))
        return VerificationReport(path: path, bundles: lines.count, findings: findings)
    }

    private static func problems(of line: ManifestLine, in folder: URL) -> [VerificationReport.Finding] {
        let bundle = folder.appending(path: line.bundle.path).path
        let document = folder.appending(path: line.document.path).path
        var problems = BundleVerifier.problems(path: bundle, documentPath: document).map {
            VerificationReport.Finding(path: line.bundle.path, problem: $0.description)
        }
        problems += mismatch(line.bundle) {
            OutputFile(
                path: line.bundle.path, bytes: try SourceFingerprint.byteCount(path: bundle),
                sha256: try FileDigest.sha256(path: bundle))
        }
        problems += mismatch(line.document) {
            try DatasetFiles.describe(BundleDocument(path: document), path: line.document.path)
        }
        return problems
    }

    private static func mismatch(
        _ listed: OutputFile, found: () throws -> OutputFile
    ) -> [VerificationReport.Finding] {
        do {
            let found = try found()
            if found == listed { return [] }
            let what = found.bytes == listed.bytes ? "its SHA-256" : "its size, \(found.bytes) bytes,"
            return [.init(path: listed.path, problem: "\(what) differs from the manifest: make it again")]
        } catch {
            return [.init(path: listed.path, problem: "cannot be read: \(error)")]
        }
    }

    /// Bundles that no line names: left over from another run, or the manifest is not theirs.
    private static func strayBundles(in folder: URL, besides listed: Set<String>) -> [VerificationReport.Finding] {
        let all = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        let bundles = all.filter { path in
            path.hasSuffix(".safetensors") && !path.split(separator: "/").contains { $0.hasPrefix(".") }
        }
        return bundles.filter { !listed.contains($0) }.sorted(by: PathOrder.precedes).map {
            .init(path: $0, problem: "is not listed in manifest.jsonl")
        }
    }
}
